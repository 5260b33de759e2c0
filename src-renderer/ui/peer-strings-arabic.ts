/** Every word about other machines, in Arabic; of the same shape as the English, so that nothing can be missing. */
import { counting } from '../../src-shared/words/counting.ts'
import type { PeerMessages } from './peer-strings.ts'

const count = counting('ar-u-nu-latn')

/** Addresses and numbers with their units stand by themselves inside a sentence. */
const apart = (text: string): string => `\u2068${text}\u2069`

export const arabicPeers: PeerMessages = {
  title: 'القريبة',
  section: 'الشبكة',
  count: (number: number): string =>
    count(number, {
      zero: 'لا أجهزة قريبة',
      one: 'جهاز واحد قريب',
      two: 'جهازان قريبان',
      few: '# أجهزة قريبة',
      many: '# جهازًا قريبًا',
      other: '# جهاز قريب'
    }),
  unnamed: 'جهاز بلا اسم',

  off: {
    title: 'يعمل Shoal هذا من دون أجهزة أخرى',
    detail: 'شُغّل بحيث لا يسأل غيره ولا يجيبه. تعمل عمليات النقل كالمعتاد عبر اتصال هذا الجهاز وحده.'
  },
  asking: 'جارٍ السؤال…',

  self: {
    title: 'هذا الجهاز',
    joined: 'يمكن للأجهزة الأخرى أن تجده، وأن يساعدها بعد الاقتران.',
    joinedAt: 'عنوانه',
    helping: (number: number): string =>
      count(number, {
        one: 'يساعد الآن في ملف واحد.',
        two: 'يساعد الآن في ملفين.',
        few: 'يساعد الآن في # ملفات.',
        many: 'يساعد الآن في # ملفًا.',
        other: 'يساعد الآن في # ملف.'
      }),
    idle: 'لا يساعد أحدًا الآن.',
    out: 'لا يمكن للأجهزة الأخرى أن تجده، ولا يساعد أحدًا. الأجهزة المقترنة به تساعدك مع ذلك.',
    joining: 'جارٍ الانضمام…',
    leaving: 'جارٍ المغادرة: يُخبَر من تجري مساعدتهم…',
    join: 'الانضمام إلى الشبكة المحلية',
    leave: 'مغادرة الشبكة المحلية',
    policy: 'ما يفعله للآخرين…',
    id: 'معرّفه',
    cache: (bytes: string, files: number): string =>
      count(files, {
        one: `يحتفظ بـ ${apart(bytes)} من ملف واحد لمن يطلبه بعد ذلك.`,
        two: `يحتفظ بـ ${apart(bytes)} من ملفين لمن يطلبهما بعد ذلك.`,
        few: `يحتفظ بـ ${apart(bytes)} من # ملفات لمن يطلبها بعد ذلك.`,
        many: `يحتفظ بـ ${apart(bytes)} من # ملفًا لمن يطلبها بعد ذلك.`,
        other: `يحتفظ بـ ${apart(bytes)} من # ملف لمن يطلبها بعد ذلك.`
      }),
    notJoined: 'لم ينضم هذا الجهاز',
    notLeft: 'لم يغادر هذا الجهاز'
  },

  empty: {
    title: 'لا جهاز آخر بعد',
    detail: 'الأجهزة التي تشغّل Shoal على الشبكة نفسها يساعد بعضها بعضًا في التنزيل، كلٌّ عبر اتصاله.',
    steps: [
      'افتح Shoal على حاسوب آخر في هذه الشبكة.',
      'ليَنضمّ أحد الجهازين إلى الشبكة المحلية.',
      'اضغط «اقتران بجهاز» على كليهما، وقارن الرمز.'
    ]
  },

  list: {
    trusted: 'المقترنة',
    strangers: 'غير المقترنة',
    strangersDetail: 'تشغّل Shoal على هذه الشبكة. لا يُطلب منها شيء ولا يُعمل لها شيء.',
    quarantined: 'في الحجر',
    more: (number: number): string =>
      count(number, {
        one: 'جهاز آخر غير معروض.',
        two: 'جهازان آخران غير معروضين.',
        few: '# أجهزة أخرى غير معروضة.',
        many: '# جهازًا آخر غير معروض.',
        other: '# جهاز آخر غير معروض.'
      })
  },

  trust: {
    paired: 'مقترن',
    group: 'من المجموعة نفسها',
    none: 'غير مقترن',
    quarantined: 'في الحجر'
  },

  reach: {
    here: (place: string, rtt: string): string => `موجود على ${apart(place)}، على بعد ${apart(rtt)}`,
    heard: (place: string): string => `شوهد على ${apart(place)}`,
    last: (place: string): string => `غير موجود؛ آخر عنوان معروف له ${apart(place)}`,
    gone: 'غير موجود'
  },
  rtt: (milliseconds: string): string => `${milliseconds} م.ث`,

  quarantine: {
    detail: 'لا يُطلب منه شيء ولا يُعمل له شيء حتى تقرر غير ذلك.',
    reason: 'السبب:'
  },

  row: {
    more: 'تفاصيل هذا الجهاز',
    less: 'تفاصيل أقل',
    pair: 'اقتران',
    unpair: 'إلغاء الاقتران',
    forgive: 'سؤاله من جديد',
    test: 'اختبار',
    testing: 'جارٍ الاختبار…',
    still: 'لا شيء ينتقل'
  },

  flow: {
    brings: (rate: string): string => `يجلب ${apart(rate)}`,
    gets: (rate: string): string => `يأخذ ${apart(rate)}`,
    both: (brings: string, gets: string): string => `يجلب ${apart(brings)} ويأخذ ${apart(gets)}`
  },

  map: {
    title: 'ما ينتقل الآن',
    label: (machines: number): string =>
      count(machines, {
        one: 'هذا الجهاز في الوسط وجهاز آخر بجانبه؛ الجدول يقول الشيء نفسه',
        two: 'هذا الجهاز في الوسط وجهازان حوله؛ الجدول يقول الشيء نفسه',
        few: 'هذا الجهاز في الوسط و# أجهزة حوله؛ الجدول يقول الشيء نفسه',
        many: 'هذا الجهاز في الوسط و# جهازًا حوله؛ الجدول يقول الشيء نفسه',
        other: 'هذا الجهاز في الوسط و# جهاز حوله؛ الجدول يقول الشيء نفسه'
      }),
    middle: 'هذا الجهاز',
    here: 'يأتي إلى هنا',
    there: 'يذهب إلى هناك',
    wider: 'الأعرض أسرع',
    more: (number: number): string =>
      count(number, {
        one: 'وجهاز آخر',
        two: 'وجهازان آخران',
        few: 'و# أجهزة أخرى',
        many: 'و# جهازًا آخر',
        other: 'و# جهاز آخر'
      }),
    table: 'في جدول',
    nothing: 'لا شيء ينتقل بين الأجهزة الآن.',
    columns: { machine: 'الجهاز', way: 'الاتجاه', file: 'الملف', rate: 'المعدل', bytes: 'حتى الآن' }
  },

  details: {
    id: 'المعرّف',
    addresses: 'العناوين',
    noAddress: 'لا عنوان معروف',
    from: { discovered: 'وُجد تلقائيًا', typed: 'كُتب', remembered: 'من قبل' },
    on: (name: string): string => `على ${apart(name)}`,
    reached: 'مستخدم الآن',
    can: 'ما يفعله',
    capabilities: { contribute: 'يجلب لغيره', cache: 'يمرّر ما لديه' },
    nothingToDo: 'لا شيء لغيره',
    load: (now: number, most: number): string => `مشغول بـ ${now} من ${most} على الأكثر`,
    claims: (rate: string): string => `${apart(rate)} عبر اتصاله، كما يقول`,
    version: (version: string): string => apart(`Shoal ${version}`),
    says: 'يقول',
    noCard: 'لم يقل بعد؛ يقول حين يُوصل إليه ويكون مقترنًا.',
    bandwidth: 'سرعته',
    origin: (rate: string): string => `${apart(rate)} عبر اتصاله`,
    lan: (rate: string): string => `${apart(rate)} بينه وبين هذا الجهاز`,
    notMeasured: 'لم تُقس بعد؛ تُقاس حين يساعد.',
    measured: (ago: string): string => `قيست ${ago}`,
    history: 'حتى الآن',
    received: (bytes: string): string => `جاء منه ${apart(bytes)}`,
    sent: (bytes: string): string => `ذهب إليه ${apart(bytes)}`,
    nothing: 'لا بايتات في أي اتجاه',
    failures: (number: number): string =>
      count(number, {
        one: 'فشل مرة',
        two: 'فشل مرتين',
        few: 'فشل # مرات',
        many: 'فشل # مرة',
        other: 'فشل # مرة'
      }),
    seen: (ago: string): string => `شوهد ${ago}`,
    neverSeen: 'لم يُشاهد قط'
  },
  justNow: 'الآن',
  ago: (time: string): string => `قبل ${time}`,

  test: {
    title: 'الاختبار',
    network: 'اختبار هذه الشبكة',
    steps: {
      interfaces: 'الشبكة',
      multicast: 'إيجاد الأجهزة',
      tcp: 'الاتصال',
      identity: 'هويته',
      card: 'الثقة'
    },
    works: 'يعمل',
    fails: 'لا يعمل',
    allWell: 'كل شيء يعمل.',
    notAll: (number: number): string =>
      count(number, {
        one: 'شيء واحد لا يعمل.',
        two: 'شيئان لا يعملان.',
        few: '# أشياء لا تعمل.',
        many: '# شيئًا لا يعمل.',
        other: '# شيء لا يعمل.'
      }),
    failed: 'تعذّر الاختبار'
  },

  pair: {
    button: 'اقتران بجهاز',
    title: 'اقتران بجهاز',
    detail:
      'الأجهزة المقترنة يجلب بعضها أجزاء من تنزيلات بعض. يجب أن يكون Shoal مفتوحًا على كليهما، وتقارن رمزًا على الشاشتين.',
    field: 'عنوانه أو معرّفه',
    placeholder: '192.168.1.21',
    fieldHint: 'كما يعرضه الجهاز الآخر تحت «القريبة».',
    begin: 'اقتران',
    remember: 'تذكّر مكانه فقط',
    wait: 'انتظاره هنا',
    waitDetail: 'أو دع الجهاز الآخر يأتي إلى هذا:',
    joinAndWait: 'الانضمام والانتظار',
    joinDetail: 'أو دع الجهاز الآخر يأتي إلى هذا، وعليه أن ينضم إلى الشبكة المحلية لذلك:',
    cancel: 'إلغاء',
    invalid: 'ليس هذا عنوانًا ولا معرّفًا.',
    invalidAdvice: `العنوان مثل ${apart('192.168.1.20')}، مع ${apart(':PORT')} أو بدونه؛ وللمعرّف ثماني مجموعات من سبعة أحرف وأرقام.`,
    notAddress: 'ليس هذا عنوانًا.',
    looking: 'جارٍ البحث هناك…',
    found: 'هناك جهاز يشغّل Shoal',
    notBegun: 'لم يبدأ الاقتران',

    waiting: 'في انتظار الجهاز الآخر',
    waitingDetail: 'هناك اضغط «اقتران بجهاز» وأدخل هذا العنوان أو المعرّف. ينتهي الانتظار بعد خمس دقائق.',
    reaching: 'جارٍ سؤال الجهاز الآخر',
    reachingDetail: 'يجب أن يكون منتظرًا أيضًا: هناك اضغط «اقتران بجهاز» ثم «انتظاره هنا».',
    stop: 'إيقاف',

    question: 'هل تعرض الشاشتان هذا الرمز؟',
    questionDetail: 'لا توافق إلا إذا رأيت الرمز نفسه تمامًا على الشاشة الأخرى. ينتهي الرمز بعد دقيقتين.',
    who: 'الجهاز الآخر يسمّي نفسه',
    whoAt: 'عنوانه',
    whoAtUnknown: 'غير معروف',
    whoId: 'معرّفه',
    code: (digits: string): string => `الرمز: ${apart(digits)}`,
    same: 'الرمزان متطابقان',
    differ: 'مختلفان',
    confirmedHere: 'لقد وافقت. بقي الطرف الآخر.',
    confirmedThere: 'لقد وافق الطرف الآخر.',

    paired: 'اقترن الجهازان',
    pairedDetail: 'من الآن يساعد كل منهما الآخر ما دام كلاهما في الشبكة المحلية.',
    failed: 'لم يقترن الجهازان',
    done: 'إغلاق',
    again: 'المحاولة من جديد'
  },

  terms: {
    title: 'ما يفعله كل منهما للآخر',
    asks: {
      name: 'طلب مساعدته',
      on: 'يُطلب منه جلب أجزاء من الملفات التي تُجلب هنا.',
      off: 'لا يجلب شيئًا من الملفات التي تُجلب هنا.'
    },
    contributes: {
      name: 'مساعدته',
      on: 'يحصل على المساعدة في ملفاته ما دام هذا الجهاز في الشبكة المحلية.',
      off: 'لا يحصل على شيء من هذا الجهاز، ولا حتى مما هو موجود هنا.'
    },
    badge: { notAsked: 'لا يُسأل', notHelped: 'لا يُساعَد', neither: 'لا يُسأل ولا يُساعَد' },
    failed: 'لم يتغيّر ذلك'
  },

  unpair: {
    title: 'إلغاء الاقتران بهذا الجهاز؟',
    detail:
      'لن يساعد أي منهما الآخر بعد الآن، وما يجلبه الآن ينتهي فورًا؛ وتتابَع عمليات النقل من دونه. للتراجع اقرنهما من جديد.',
    confirm: 'إلغاء الاقتران',
    cancel: 'تراجع',
    failed: 'لم يُلغَ الاقتران'
  },
  forgiven: 'يُسأل من جديد من الآن',
  notForgiven: 'يبقى في الحجر'
}
