/** What the settings and the first run say, in Arabic. */
import { counting } from '../../../src-shared/words/counting.ts'
import type { firstRunEnglish, settingsEnglish } from './settings-english.ts'

const count = counting('ar-u-nu-latn')

/** Names and addresses of any script stand by themselves inside a sentence. */
const apart = (text: string): string => `\u2068${text}\u2069`

export const settingsArabic: typeof settingsEnglish = {
  button: 'الإعدادات',
  title: 'الإعدادات',
  back: 'العودة إلى عمليات النقل',
  sectionsLabel: 'أقسام الإعدادات',
  search: 'البحث في الإعدادات',
  searchPlaceholder: 'البحث في الإعدادات',
  found: (number: number): string =>
    count(number, {
      zero: 'لم يُعثر على إعداد',
      one: 'إعداد واحد',
      two: 'إعدادان',
      few: '# إعدادات',
      other: '# إعدادًا'
    }),
  noMatch: (search: string): string => `لا إعداد يذكر «${apart(search)}»`,
  reset: (title: string): string => `إعادة التعيين: ${title}`,
  usual: (value: string): string => `المعتاد: ${apart(value)}`,
  loading: 'سؤال المحرك…',

  sections: {
    files: 'الملفات',
    speed: 'السرعة',
    transfers: 'عمليات النقل',
    helping: 'مساعدة الآخرين',
    cache: 'المخزن المؤقت',
    network: 'الشبكة',
    appearance: 'المظهر',
    notifications: 'الإشعارات',
    desktop: 'سطح المكتب',
    advanced: 'متقدم',
    backup: 'الاستيراد والتصدير'
  },
  intros: {
    helping: 'ما يفعله هذا الحاسوب للأجهزة المقترنة في شبكتك. لا يُجاب أبدًا من ليس مقترنًا.',
    cache: 'ما جُلب للأجهزة المقترنة يُحفظ مدة: من يطلبه بعدها يجده فورًا.',
    network: 'حيث يلتقي هذا الحاسوب والأجهزة المقترنة به. ولا يغيّر ذلك شيئًا من الوصول إلى الخوادم.',
    notifications: 'ما يخبر به Shoal على سطح المكتب حين لا تكون نافذته في الأمام. وقد يحجبها النظام أيضًا.',
    desktop: 'ما يفعله Shoal بجانب نافذته.'
  },

  items: {
    downloadDirectory: {
      title: 'مجلد التنزيل',
      effect: 'تُحفظ هنا عمليات النقل الجديدة ما لم يكن لفئتها مجلد أو تختر لإحداها مجلدًا آخر.'
    },
    categories: {
      title: 'الفئات',
      effect:
        'تنتمي الملفات إلى الفئات بلواحق أسمائها؛ ويذهب الجديد منها إلى مجلد فئته، أو إلى مجلد التنزيل إن لم يكن لها مجلد. وإذا كانت اللاحقة لفئتين فالعليا هي التي تسري.'
    },
    limitBytesPerSecond: {
      title: 'حد السرعة',
      effect: 'تبقى كل عمليات النقل معًا دونه؛ والفارغ يعني بلا حد.'
    },
    hours: {
      title: 'ساعات بحد آخر',
      effect: 'يسري هذا فيها بدل حد السرعة؛ وإذا تداخلت الساعات فالعليا هي التي تسري.'
    },
    mostActive: {
      title: 'عمليات النقل في وقت واحد',
      effect: 'ينتظر ما زاد عليها في الطابور حتى تنتهي إحداها.'
    },
    connections: {
      title: 'اتصالات عملية النقل',
      effect: 'تبدأ عملية النقل الجديدة ببضعة اتصالات وتأخذ حتى هذا العدد حيث يسرّعها ذلك.'
    },
    proxy: {
      title: 'الوكيل',
      effect: 'ما تمر به عمليات http وhttps من بدئها التالي؛ وبوكيل خاص بك لا يُطلب عون الأقران.'
    },
    membership: {
      title: 'المشاركة في الشبكة المحلية',
      effect: 'تجد الأجهزةُ المقترنة هذا الحاسوب فيساعدها؛ ومطفأً يمكنها أن تساعده مع ذلك.'
    },
    mostContributions: {
      title: 'الأجهزة المُساعَدة في وقت واحد',
      effect: 'يُقال لغيرها أن يحاول لاحقًا؛ و0 يعني ألا يُساعَد أحد.'
    },
    uploadLimitBytesPerSecond: {
      title: 'حد الرفع',
      effect: 'يبقى كل ما يُرسل إلى الأجهزة المقترنة معًا دونه؛ والفارغ يعني بلا حد.'
    },
    bytesPerDay: {
      title: 'أكثر ما يُجلب للآخرين في اليوم',
      effect: 'إذا جُلب هذا القدر للآخرين استراحت المساعدة حتى منتصف الليل؛ والفارغ يعني بلا حد.'
    },
    peerHours: {
      title: 'ساعات المساعدة',
      effect: 'في هذه الساعات تستريح المساعدة أو تستمر كالمعتاد؛ وإذا تداخلت الساعات فالعليا هي التي تسري.'
    },
    onMeteredLink: {
      title: 'المساعدة عبر اتصال محدود',
      effect: 'مطفأ: تستريح المساعدة ما دام النظام يقول إن الاتصال يُدفع بحسب الحجم.'
    },
    onBattery: {
      title: 'المساعدة على البطارية',
      effect: 'مطفأ: تستريح المساعدة ما دام هذا الحاسوب يعمل على بطاريته.'
    },
    shareFinished: {
      title: 'مشاركة الملفات المكتملة',
      effect: 'للأجهزة المقترنة التي تجلب الملف العام نفسه أن تأخذه من هذا الحاسوب.'
    },
    allowPrivate: {
      title: 'شبكات خاصة يجوز الجلب منها للآخرين',
      effect: 'شبكة في كل سطر، مثل 10.20.0.0/16؛ ولا تُسأل خوادم الشبكات الخاصة الأخرى من أجل الآخرين أبدًا.'
    },
    cacheBytes: {
      title: 'مساحة المخزن المؤقت',
      effect: 'إذا امتلأ أفسح ما لم يُطلب منذ أطول مدة؛ و0 لا يحفظ شيئًا.'
    },
    cacheContents: {
      title: 'في المخزن المؤقت الآن',
      effect: 'المسح ينسى كل ما فيه إلا ما يُقرأ؛ وتبقى ملفاتك.'
    },
    peerInterfaces: {
      title: 'واجهات الشبكة',
      effect: 'عبر هذه وحدها يُبحث عن الأجهزة المقترنة وتصل إلى هذا الحاسوب؛ وتُستعمل كل منها ما دامت موجودة.'
    },
    peerPort: {
      title: 'المنفذ',
      effect:
        'حيث تصل الأجهزة المقترنة إلى هذا الحاسوب ما دام يشارك في الشبكة المحلية، ليسمح به الجدار الناري؛ والفارغ يعني 7490. وما دام مشغولًا يُستعمل غيره.'
    },
    theme: { title: 'السمة', effect: 'فاتحة أو داكنة، أو ما عليه النظام.' },
    contrast: { title: 'التباين', effect: 'العالي يجعل الخطوط والكلمات أقوى في كل مكان.' },
    motion: { title: 'الحركة', effect: 'المخفّفة تُسكن كل ما لا حاجة إلى حركته.' },
    language: { title: 'اللغة', effect: 'ما تقوله النافذة والقوائم والإشعارات؛ وتبقى رسائل الخوادم كما هي.' },
    notifyDone: { title: 'وصول ملف', effect: 'يخبر حين تكتمل عملية نقل.' },
    notifyFailed: { title: 'تعذُّر وصول ملف', effect: 'يخبر حين تفشل عملية نقل، ويقول السبب.' },
    notifyNeedsYou: {
      title: 'عملية نقل تحتاج إليك',
      effect: 'يخبر حين تنتظر إحداها تسجيل دخول أو مساحة أو قرارًا آخر منك.'
    },
    notifyPairing: {
      title: 'الاقتران',
      effect: 'يعرض الرمز حين يطلب جهاز الاقتران، ويخبر حين يتم.'
    },
    notifyHelping: {
      title: 'انضمام أحد',
      effect: 'يخبر أي جهاز بدأ يستعمل هذا الحاسوب؛ مرة كل عشر دقائق على الأكثر لكل جهاز.'
    },
    notifySound: { title: 'الصوت', effect: 'مفعّل: قد تُسمع الإشعارات، كما يشاء النظام.' },
    readBack: {
      title: 'قراءة كل ملف مكتمل من جديد',
      effect:
        'مفعّل: يُقرأ من القرص ملف بعد ملف، والقرص مشغول في أثناء ذلك، ويُقارن طوله ومجموعه الاختباري إن عُرف. وتُخبَر حين يكون أحدها خاطئًا.'
    },
    closeToTray: {
      title: 'إغلاق النافذة يُبقي Shoal في شريط النظام',
      effect: 'مطفأ: إغلاق النافذة يُنهي Shoal، وتستأنف عمليات النقل عند تشغيله التالي.'
    },
    whenDone: {
      title: 'عند اكتمال عملية نقل',
      effect:
        'لا تُفتح إلا الصور والصوت والأفلام وPDF والنصوص البسيطة؛ وكل ما عداها يُعرض فقط لأنه قد يضر. وأول ما يكتمل من الملفات معًا.'
    },
    whenAllDone: {
      title: 'عند اكتمال كل عمليات النقل',
      effect: 'بعد دقيقة يمكنك فيها الإلغاء، ولمرة واحدة؛ وعملية نقل جديدة تلغيه أيضًا. ويُنسى حين ينتهي Shoal.'
    },
    patienceHours: {
      title: 'ساعات المحاولة',
      effect: 'عملية النقل التي بدأت تعيد المحاولة هذه المدة ما لم يأتِ منها شيء؛ والفارغ يعني أسبوعًا.'
    },
    userAgent: {
      title: 'وكيل المستخدم',
      effect:
        'ما يسمي به Shoal نفسه لخوادم الويب منذ البدء التالي لعملية النقل؛ والفارغ يعني Shoal وإصداره. وبعض الخوادم لا تجيب إلا المتصفحات.'
    },
    stateFolder: {
      title: 'أين يحفظ Shoal حالته',
      effect: 'عمليات النقل والإعدادات ومفتاح هذا الحاسوب والمخزن المؤقت؛ لا تُغيَّر باليد.'
    },
    exportFile: {
      title: 'تصدير الإعدادات',
      effect: 'يكتب كل الإعدادات في ملف؛ لا كلمات مرور فيه ولا مفاتيح ولا عمليات نقل.'
    },
    importFile: {
      title: 'استيراد الإعدادات',
      effect: 'يأخذ بما يقوله ملف كهذا. والملف الذي فيه خطأ لا يغيّر شيئًا.'
    }
  },

  whenDone: { nothing: 'لا شيء', show: 'عرضه', open: 'فتحه' },
  ending: {
    choices: { nothing: 'لا شيء', quit: 'إنهاء Shoal', 'shut-down': 'إطفاء الحاسوب' },
    coming: {
      quit: 'اكتملت كل عمليات النقل: ينتهي Shoal',
      'shut-down': 'اكتملت كل عمليات النقل: ينطفئ هذا الحاسوب'
    },
    secondsLeft: (seconds: number): string =>
      count(seconds, {
        one: 'بعد ثانية واحدة، ما لم تلغِ ذلك.',
        two: 'بعد ثانيتين، ما لم تلغِ ذلك.',
        few: 'بعد # ثوانٍ، ما لم تلغِ ذلك.',
        other: 'بعد # ثانية، ما لم تلغِ ذلك.'
      }),
    callOff: 'إلغاء ذلك',
    now: { quit: 'الإنهاء الآن', 'shut-down': 'الإطفاء الآن' }
  },
  folder: { choose: 'اختيار…', label: (path: string): string => `الآن: ${apart(path)}` },
  categories: {
    names: {
      video: 'فيديو',
      music: 'موسيقى',
      documents: 'مستندات',
      pictures: 'صور',
      archives: 'أرشيفات',
      programs: 'برامج',
      disks: 'صور أقراص',
      other: 'أخرى'
    },
    add: 'إضافة فئة',
    new: 'فئة جديدة',
    entry: (name: string): string => `الفئة ${apart(name)}`,
    name: 'الاسم',
    extensions: 'اللواحق',
    extensionsHint: `تفصل بينها مسافات: ${apart('mp4 mkv')}`,
    folder: 'المجلد',
    inDownloads: 'مجلد التنزيل',
    remove: (name: string): string => `إزالة الفئة ${apart(name)}`,
    noExtensions: 'بلا لواحق: لا ينتمي إليها شيء'
  },
  amounts: { none: 'بلا حد' },
  patience: { usual: '168' },
  userAgent: { usual: 'Shoal' },
  stateFolder: { open: 'فتح' },
  proxy: {
    environment: 'كما يقول النظام',
    none: 'بلا وكيل',
    own: 'خاص بي:',
    address: 'عنوان الوكيل',
    placeholder: 'http://host:3128'
  },
  hours: {
    add: 'إضافة ساعات',
    none: 'لا شيء بعد.',
    entry: (place: number): string => `الساعات ${place}`,
    days: 'الأيام',
    from: 'من',
    to: 'إلى',
    rule: 'ما يسري',
    limit: 'الحد',
    rules: { paused: 'لا شيء يعمل', unlimited: 'بلا حد', limited: 'حد قدره' },
    peerRules: { paused: 'لا مساعدة', unlimited: 'مساعدة كالمعتاد' },
    nextDay: 'حتى اليوم التالي',
    never: 'لم يُختر يوم: لن تأتي هذه الساعات.',
    remove: (place: number): string => `إزالة الساعات ${place}`
  },
  weekdays: {
    sun: 'أحد',
    mon: 'اثنين',
    tue: 'ثلاثاء',
    wed: 'أربعاء',
    thu: 'خميس',
    fri: 'جمعة',
    sat: 'سبت'
  },
  membership: { joining: 'جارٍ الانضمام…', joined: 'منضم', leaving: 'جارٍ الخروج…' },
  interfaces: {
    all: 'كل الموجودة',
    own: 'هذه وحدها:',
    list: 'واجهات الشبكة في هذا الحاسوب',
    kinds: { wired: 'سلكية', wireless: 'لاسلكية', virtual: 'افتراضية', loopback: 'هذا الحاسوب وحده' },
    withRate: (kind: string, rate: string): string => `${kind}، ${apart(rate)}`,
    absent: 'ليست موجودة الآن',
    none: 'ليست لهذا الحاسوب شبكة الآن.',
    named: (names: string): string =>
      `بدأ Shoal على ${apart(names)} وحدها (${apart('SHOAL_INTERFACES')})؛ ويسري ما يُختار هنا حين يبدأ بغير ذلك.`,
    least: 'اختر واحدة على الأقل؛ ومن أراد ألا يُلتقى به فليغادر الشبكة المحلية.'
  },
  networks: { placeholder: '192.168.10.0/24' },
  cache: {
    now: (files: number, size: string): string =>
      count(files, {
        one: `ملف واحد، ${apart(size)}`,
        two: `ملفان، ${apart(size)}`,
        few: `# ملفات، ${apart(size)}`,
        other: `# ملفًا، ${apart(size)}`
      }),
    empty: 'لا شيء',
    clear: 'مسح المخزن المؤقت'
  },
  backup: {
    export: 'تصدير…',
    import: 'استيراد…',
    exported: (path: string): string => `كُتبت الإعدادات في ${apart(path)}`,
    imported: 'استُوردت الإعدادات',
    importedDetail: (number: number): string =>
      count(number, {
        one: 'تغيّر إعداد واحد.',
        two: 'تغيّر إعدادان.',
        few: 'تغيّرت # إعدادات.',
        other: 'تغيّر # إعدادًا.'
      }),
    notImported: 'لم يُستورد شيء'
  },

  refused: {
    number: (least: string, most: string): string => `اكتب عددًا صحيحًا من ${least} إلى ${most}.`,
    rate: (least: string): string =>
      `اكتب معدلًا مثل ${apart('5 MB/s')} أو ${apart('500 kB/s')}، لا يقل عن ${apart(least)}.`,
    bytes: `اكتب حجمًا مثل ${apart('500 MB')} أو ${apart('20 GB')}.`,
    hours: 'ليست هذه ساعات يفهمها Shoal.',
    folder: 'اكتب المسار الكامل لمجلد.',
    proxy: `اكتب عنوانًا مثل ${apart('http://host:3128')} أو ${apart('https://host:443')} أو ${apart('socks5://host:1080')}، بلا اسم ولا كلمة مرور.`,
    userAgent: 'اكتب حروفًا لاتينية وأرقامًا وعلامات، 256 على الأكثر، وبين الكلمات مسافة واحدة.',
    choice: 'ليس هذا من الخيارات.',
    unknown: 'ليس في Shoal إعداد كهذا.',
    network: (text: string): string => `«${apart(text)}» ليست شبكة. اكتب واحدة مثل ${apart('10.20.0.0/16')}.`,
    networks: (most: string): string => `اكتب ${most} شبكة على الأكثر.`,
    interfaces: (most: string): string => `سمِّ من واجهات الشبكة واحدة إلى ${most}، كلًا منها مرة.`,
    categories: (most: string): string => `لا تزيد الفئات على ${most}.`,
    extensions: (most: string): string => `اكتب ${most} لاحقة على الأكثر لفئة واحدة.`,
    extension: (text: string): string =>
      `«${apart(text)}» ليست لاحقة اسم. اكتب مثل ${apart('mp4')} أو ${apart('tar.gz')}.`,
    categoryName: (text: string): string =>
      text === '' ? 'سمّها.' : `«${apart(text)}» لا يصلح اسمًا لفئة: ليكن قصيرًا وفي سطر واحد.`,
    categoryFolder: (text: string): string => `«${apart(text)}» ليس المسار الكامل لمجلد.`
  },
  fileRefused: {
    tooLarge: 'الملف أكبر من أن يحوي إعدادات.',
    notJson: 'الملف ليس JSON صحيحًا.',
    notJsonAt: (line: string): string => `الملف ليس JSON صحيحًا: انظر السطر ${line}.`,
    notSettings: 'ليس الملف ملف إعدادات من Shoal.',
    newer: 'كتب الملفَ إصدار أحدث من Shoal.',
    unreadable: 'تعذرت قراءة الملف.',
    value: (name: string, reason: string): string => `في الملف، عند «${apart(name)}»: ${reason}`
  }
}

export const firstRunArabic: typeof firstRunEnglish = {
  step: (step: number, of: number): string => `الخطوة ${step} من ${of}`,
  welcome: 'مرحبًا بك في Shoal',
  skip: 'تخطٍّ',
  back: 'السابق',
  next: 'التالي',
  finish: 'البدء',
  files: {
    title: 'أين تُحفظ الملفات؟',
    detail: 'يُحفظ كل ما تنزّله في هذا المجلد، ما لم تختر لشيء منه مجلدًا آخر.',
    choose: 'مجلد آخر…'
  },
  network: {
    title: 'هل تشارك في شبكتك؟',
    detail: 'للحواسيب التي عليها Shoal في شبكة واحدة أن تجلب ملفًا معًا، كل منها عبر وصلته.',
    means: [
      'تجد الحواسيبُ التي قرنتها بهذا الحاسوب هذا الحاسوبَ، فيجلب لها أجزاء من تنزيلاتها.',
      'لا يُجاب غيرها. ولا تغادر بيانات دخولك هذا الحاسوب أبدًا، ولا ملفاتك المكتملة إلا إذا شاركتها.',
      'ومن دون ذلك يمكن للحواسيب المقترنة أن تساعد هذا الحاسوب.'
    ],
    out: 'ليس الآن',
    join: 'شارك'
  },
  look: {
    title: 'كيف تريد مظهره؟',
    detail: 'يتبع هذا نظامك حتى تختار غيره.'
  },
  later: 'يمكنك تغيير هذا كله في الإعدادات.'
}
