/** What is said, in Arabic, where transfers are added. */
import type { AddingWords } from './adding-strings.ts'
import { apart } from '../../src-shared/words/apart.ts'
import { counting } from '../../src-shared/words/counting.ts'

const count = counting('ar-u-nu-latn')
const number = (value: number): string => new Intl.NumberFormat('ar-u-nu-latn').format(value)

const files = (value: number): string =>
  count(value, {
    one: 'ملف واحد',
    two: 'ملفان',
    few: '# ملفات',
    many: '# ملفًا',
    other: '# ملف'
  })
const links = (value: number): string =>
  count(value, {
    one: 'رابط واحد',
    two: 'رابطان',
    few: '# روابط',
    many: '# رابطًا',
    other: '# رابط'
  })

export const arabicAdding: AddingWords = {
  open: 'إضافة مع خيارات… (Ctrl+Enter)',
  title: 'إضافة',
  detail: 'رابط في كل سطر. يسأل Shoal الخادم بينما تختار.',
  links: 'الروابط',
  name: 'حفظ باسم',
  nameUnknown: 'الاسم الذي يعطيه الخادم',
  folder: 'المجلد',
  foldersByCategory: 'مجلد كل فئة',
  chooseFolder: 'اختيار…',
  more: 'خيارات أخرى',
  start: 'البدء',
  starts: { 'in-turn': 'في دوره', now: 'الآن', later: 'لاحقًا' },
  priority: 'الأولوية',
  priorities: { high: 'عالية', normal: 'عادية', low: 'منخفضة' },
  limit: 'حد السرعة',
  noLimit: 'بلا حد',
  peers: 'يمكن للأجهزة القريبة أن تساعد',
  mirrors: 'المرايا',
  mirrorsHint: 'عناوين أخرى للملف نفسه، واحد في كل سطر',
  checksum: 'المجموع الاختباري',
  checksumHint: 'SHA-256 أو SHA-512 أو SHA-1 أو MD5 كما يعرضه الموقع',
  user: 'اسم المستخدم',
  password: 'كلمة المرور',
  headers: 'حقول الترويسة',
  headersHint: 'الاسم: القيمة، واحد في كل سطر. لا يسمعها إلا الخادم الذي تسأله.',
  watch: 'عرض الروابط التي أنسخها',
  cancel: 'إلغاء',
  add: (of: number): string => (of > 1 ? `إضافة ${number(of)}` : 'إضافة'),
  addAgain: 'إضافة مرة أخرى',
  adding: 'تجري الإضافة…',

  asking: (host: string): string => `سؤال ${apart(host)}…`,
  answer: {
    lengthUnknown: 'الحجم غير معروف',
    parts: 'عبر اتصالات كثيرة، ومن حيث توقف',
    whole: 'قطعة واحدة: لا يرسل هذا الخادم أجزاء منه',
    from: (host: string): string => `من ${apart(host)}`,
    mirrors: (mirrors: number): string =>
      count(mirrors, {
        one: 'ذُكرت مرآة واحدة',
        two: 'ذُكرت مرآتان',
        few: 'ذُكرت # مرايا',
        many: 'ذُكرت # مرآة',
        other: 'ذُكرت # مرآة'
      }),
    checksums: (algorithms: string): string => `ذُكر ${apart(algorithms)}`,
    described: 'يقود الرابط إلى وصف Metalink لهذا الملف',
    webPage: 'هذه صفحة ويب وليست ملفًا'
  },
  probeFailed: {
    login: 'يريد هذا الخادم اسم مستخدم وكلمة مرور.',
    loginWhere: 'لهما مكان بين «خيارات أخرى».',
    wrongLogin: 'لا يعرف الخادم اسم المستخدم وكلمة المرور هذين.'
  },
  anyway: 'يمكنك إضافته مع ذلك، وسيحاول Shoal من جديد.',

  wrong: {
    link: 'لا رابط في هذا يستطيع Shoal جلبه.',
    name: 'لا يمكن أن يحوي الاسم شرطة مائلة.',
    folder: 'للمجلد مسار كامل، مثل ‎/home/ada/Downloads.',
    checksum: 'هذا ليس مجموعًا اختباريًا يعرفه Shoal: 32 أو 40 أو 64 أو 128 رقمًا ستعشريًا.',
    mirrors: (line: string): string => `«${apart(line)}» ليس عنوان https:// أو http://.`,
    headers: (line: string): string => `لا يمكن إرسال «${apart(line)}»: اكتب اسمًا ونقطتين وقيمة.`,
    user: 'تحتاج كلمة المرور إلى اسم مستخدم، ولا نقطتان في اسم المستخدم.'
  },

  several: files,
  first: 'الأول',
  last: 'الأخير',

  ask: {
    many: (of: number): string => `إضافة ${links(of)}؟`,
    manyDetail: 'تنتظر في الطابور وتُجلب بضعة منها في كل مرة.',
    batch: (of: number): string => `إضافة ${files(of)}؟`,
    batchDetail: 'ما بين القوسين يعدّ من أحدهما إلى الآخر.',
    tooMany: (of: number, most: number): string =>
      `ما بين القوسين يصنع ${links(of)}؛ يضيف Shoal ${number(most)} منها على الأكثر مرة واحدة.`,
    addAll: (of: number): string => `إضافة ${number(of)}`,
    asIs: 'إضافة الرابط كما هو',
    cancel: 'إلغاء'
  },

  progress: (done: number, total: number): string => `تجري الإضافة: ${number(done)} من ${number(total)}`,
  stop: 'إيقاف',
  stopped: (done: number, total: number): string => `أُضيف ${number(done)} من ${number(total)}`,
  goOn: 'متابعة',

  known: (name: string): string => `«${apart(name)}» في القائمة أصلًا`,
  knownMany: (of: number): string => `${links(of)} في القائمة أصلًا`,
  justRemoved: (name: string): string => `أُزيل «${apart(name)}» للتو`,
  justRemovedDetail: 'يعيده التراجع؛ وحين تختفي تلك الرسالة يمكن إضافة الرابط من جديد.',
  show: 'إظهار',
  mend: 'إصلاح…',

  copied: 'نسختَ رابطًا',
  copiedMany: (of: number): string => `نسختَ ${links(of)}`,
  addCopied: 'إضافة',
  optionsForCopied: 'خيارات…',

  moreReasons: (reasons: number): string => `و${number(reasons)} غيرها.`,
  refusedMore: {
    unreadable: (name: string): string => `تعذّرت قراءة «${apart(name)}».`,
    metalinkTooLong: 'ملف Metalink هذا أكبر من 16 م.ب.',
    listOptions: (options: string): string =>
      `في القائمة أيضًا ${apart(options)}. لا يعتدّ Shoal هناك إلا بـ out=‎ مع اسم بسيط وchecksum=‎.`,
    manyFiles: (left: number): string => `${files(left)} أكثر مما ينظر فيه Shoal في إفلات واحد.`
  }
}
