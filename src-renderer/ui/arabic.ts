/** Every word the window says, in Arabic; of the same shape as the English, so that nothing can be missing. */
import type { QueueReason } from '../../src-shared/model/transfer.ts'
import type { Refusal } from '../../src-shared/links/links.ts'
import { arabicCommands } from './arabic-commands.ts'
import { apart } from '../../src-shared/words/apart.ts'
import { arabicDetail } from './arabic-detail.ts'
import { arabicLog } from './arabic-log.ts'
import { arabicAdding } from './arabic-adding.ts'
import { counting } from '../../src-shared/words/counting.ts'
import { arabicPeers } from './peer-strings-arabic.ts'
import type { Messages } from './strings.ts'
import { firstRunArabic, settingsArabic } from './words/settings-arabic.ts'

const count = counting('ar-u-nu-latn')

export const arabic: Messages = {
  appName: 'Shoal',

  add: {
    label: 'روابط للتنزيل',
    placeholder: 'ألصق رابطًا، أو أفلته في أي مكان',
    button: (links: number): string => (links > 1 ? `إضافة ${links}` : 'إضافة'),
    hint: 'Enter للإضافة، Shift+Enter لسطر جديد، Ctrl+Enter للإضافة مع خيارات'
  },

  adding: arabicAdding,

  drop: {
    title: 'أفلت للتنزيل',
    detail: 'روابط، أو نص فيه روابط، أو ملفات روابط أو قوائم أو Metalink'
  },

  refused: {
    title: 'لا شيء فيه يمكن تنزيله',
    pasteTitle: 'لا رابط فيما ألصقته',
    someTitle: 'تُركت بعض الروابط',
    addTitle: (links: number): string =>
      count(links, {
        one: 'لم يُضف رابط واحد',
        two: 'لم يُضف رابطان',
        few: 'لم تُضف # روابط',
        many: 'لم يُضف # رابطًا',
        other: 'لم يُضف # رابط'
      }),
    actTitle: (transfers: number): string =>
      count(transfers, {
        one: 'بقيت عملية نقل واحدة كما كانت',
        two: 'بقيت عمليتا نقل كما كانتا',
        few: 'بقيت # عمليات نقل كما كانت',
        other: 'بقيت # عملية نقل كما كانت'
      }),
    reason: (refusal: Refusal): string => {
      switch (refusal.kind) {
        case 'no-link':
          return 'لا عنوان ويب فيه. أفلت أو ألصق رابطًا يبدأ بـ https:// أو http://.'
        case 'scheme':
          return refusal.scheme === 'file'
            ? 'يشير إلى ملف موجود أصلًا على هذا الحاسوب.'
            : `يجلب Shoal عناوين https وhttp وsftp وftps وftp، لا عناوين ${apart(`${refusal.scheme}:`)}.`
        case 'folder':
          return 'هذا مجلد. أفلت بدلًا منه رابطًا إلى ملف على الويب.'
        case 'image':
          return 'هذه صورة وليست رابطًا إليها. انسخ عنوانها وألصقه هنا.'
        case 'file':
          return `«${apart(refusal.name)}» ملف موجود أصلًا على هذا الحاسوب.`
        case 'uri-too-long':
          return 'فيه عنوان أطول من 64 KiB.'
        case 'unreadable':
          return arabicAdding.refusedMore.unreadable(refusal.name)
        case 'metalink-too-long':
          return arabicAdding.refusedMore.metalinkTooLong
        case 'list-options':
          return arabicAdding.refusedMore.listOptions(refusal.options.join('، '))
        case 'many-files':
          return arabicAdding.refusedMore.manyFiles(refusal.left)
        case 'text-too-long':
          return 'النص أطول من أن يُبحث فيه عن روابط. انسخ الجزء الذي فيه الروابط فقط.'
      }
    }
  },

  nav: {
    label: 'الرئيسية',
    transfers: 'عمليات النقل',
    categories: 'الفئات',
    filters: {
      all: 'الكل',
      active: 'نشطة',
      queued: 'في الانتظار',
      paused: 'متوقفة مؤقتًا',
      done: 'مكتملة',
      failed: 'متعثرة'
    }
  },

  view: {
    tools: 'البحث والترتيب',
    search: 'البحث في عمليات النقل',
    searchPlaceholder: 'بحث',
    sort: (by: string): string => `الترتيب: ${by}`,
    sortLabel: 'ترتيب حسب',
    sorts: {
      added: 'الأحدث أولًا',
      oldest: 'الأقدم أولًا',
      name: 'الاسم',
      source: 'المصدر',
      largest: 'الأكبر أولًا',
      smallest: 'الأصغر أولًا'
    },
    count: (number: number): string =>
      count(number, {
        zero: 'لا عمليات نقل',
        one: 'عملية نقل واحدة',
        two: 'عمليتا نقل',
        few: '# عمليات نقل',
        many: '# عملية نقل',
        other: '# عملية نقل'
      }),
    selected: (number: number): string =>
      count(number, { one: 'واحدة محددة', two: 'اثنتان محددتان', other: '# محددة' }),
    pauseSelected: 'إيقاف المحددة مؤقتًا',
    resumeSelected: 'متابعة المحددة',
    removeSelected: 'إزالة المحددة',
    selectNone: 'إلغاء التحديد'
  },

  appearance: {
    button: 'المظهر',
    theme: 'السمة',
    themes: { system: 'النظام', light: 'فاتحة', dark: 'داكنة' },
    contrast: 'التباين',
    contrasts: { system: 'النظام', more: 'عالٍ' },
    motion: 'الحركة',
    motions: { system: 'النظام', reduced: 'مخفّفة' },
    language: 'اللغة'
  },

  units: {
    bytes: ['بايت', 'ك.ب', 'م.ب', 'غ.ب', 'ت.ب', 'ب.ب'],
    rate: (bytes: string): string => `${bytes}/ث`,
    megabits: 'ميغابت/ث',
    gigabits: 'غيغابت/ث',
    second: 'ث',
    minute: 'د',
    hour: 'س',
    day: 'يوم',
    milliseconds: (number: string): string => `${number}\u00a0م.ث`
  },

  list: {
    label: 'عمليات النقل',
    nothing: {
      all: 'لا شيء هنا بعد',
      active: 'لا شيء يُجلب الآن',
      queued: 'لا شيء ينتظر دوره',
      paused: 'لا شيء متوقف مؤقتًا',
      done: 'لم يكتمل شيء بعد',
      failed: 'لم يتعثر شيء'
    },
    nothingInCategory: 'لا شيء في هذه الفئة',
    noMatch: (search: string): string => `لا شيء يطابق «${apart(search)}»`,
    clearSearch: 'مسح البحث',
    unfinished: 'قيد التنفيذ',
    finished: 'مكتملة',
    emptyTitle: 'أفلت رابطًا هنا',
    emptyDetail: 'اسحبه من متصفحك، أو ألصقه بـ',
    emptyShortcut: 'Ctrl+V',
    emptyShortcutMac: '⌘V',
    emptyPromise: 'يجلبه Shoal عبر اتصالات كثيرة معًا، ويتابع من حيث توقف مهما حدث.'
  },

  row: {
    progress: (name: string): string => `تقدّم ${apart(name)}`,
    pause: 'إيقاف مؤقت',
    resume: 'متابعة',
    tryAgain: 'إعادة المحاولة',
    changeAddress: 'تغيير العنوان…',
    startNow: 'البدء الآن',
    reorder: (name: string, place: number): string => `موضع ${apart(name)} في الطابور: ${place}`,
    reorderHint: 'اسحب، أو استخدم مفاتيح الأسهم',
    remove: 'إزالة',
    open: 'فتح',
    showInFolder: 'إظهار في المجلد',
    received: (received: string, total: string): string => `${received} من ${total}`,
    left: (time: string): string => `بقي ${time}`,
    connections: (number: number): string =>
      count(number, {
        zero: 'لا اتصالات',
        one: 'اتصال واحد',
        two: 'اتصالان',
        few: '# اتصالات',
        many: '# اتصالًا',
        other: '# اتصال'
      }),
    nextTry: (time: string, attempt: number): string =>
      `المحاولة التالية بعد ${time} (المحاولة ${attempt + 1}).`,
    tryingNow: 'تجري المحاولة الآن.',
    verified: 'طابق المجموع الاختباري',
    doneSummary: (time: string, rate: string): string => `${time} بمعدل ${rate}`
  },

  state: {
    resolving: (host: string): string => `سؤال ${apart(host)}`,
    receiving: 'استقبال',
    queued: (place: number, reason: QueueReason): string =>
      reason === 'turn'
        ? `ينتظر دوره: ${place === 1 ? 'التالي' : `رقم ${place}`} في الطابور`
        : 'ينتظر: لا شيء يعمل في هذه الساعات',
    verifying: 'تحقق: مقارنة بالمجموع الاختباري',
    finishing: 'إنهاء: حفظ على القرص',
    retrying: 'ينتظر محاولة أخرى',
    paused: 'متوقف مؤقتًا',
    done: 'اكتمل',
    failed: 'تعذّر إكماله'
  },

  announce: {
    added: (name: string): string => `${apart(name)}: أُضيف`,
    running: (name: string): string => `${apart(name)}: يُنزَّل`,
    queued: (name: string): string => `${apart(name)}: ينتظر دوره`,
    retrying: (name: string, message: string): string =>
      `${apart(name)}: ينتظر محاولة أخرى. ${apart(message)}`,
    paused: (name: string): string => `${apart(name)}: متوقف مؤقتًا`,
    done: (name: string): string => `${apart(name)}: اكتمل`,
    failed: (name: string, message: string): string => `${apart(name)}: تعذّر إكماله. ${apart(message)}`,
    removed: (name: string): string => `${apart(name)}: أُزيل`
  },

  remove: {
    title: (name: string): string => `إزالة «${apart(name)}»؟`,
    titleMany: (number: number): string =>
      `إزالة ${count(number, { few: '# عمليات نقل', two: 'عمليتي نقل', other: '# عملية نقل' })}؟`,
    removedOne: (name: string): string => `أُزيل «${apart(name)}»`,
    removed: (number: number): string =>
      count(number, {
        one: 'أُزيلت عملية نقل واحدة',
        two: 'أُزيلت عمليتا نقل',
        few: 'أُزيلت # عمليات نقل',
        other: 'أُزيلت # عملية نقل'
      }),
    detailMany:
      'يمكن أن يبقى ما وصل على هذا الحاسوب: أضف الروابط نفسها من جديد فتُستأنف من هناك. أو احذفه الآن. تبقى الملفات المكتملة دائمًا.',
    detail: 'يمكن أن يبقى ما وصل على هذا الحاسوب: أضف الرابط نفسه من جديد فيُستأنف من هناك. أو احذفه الآن.',
    keep: 'إزالة مع إبقاء ما وصل',
    delete: 'إزالة وحذف',
    cancel: 'إلغاء'
  },

  address: {
    title: (name: string): string => `عنوان آخر لـ«${apart(name)}»`,
    detail:
      'يقارن Shoal ما هنا بما يعرضه العنوان الجديد، ويتابع من هناك إن كانا الملف نفسه. وإلا فلا يتغير شيء.',
    label: 'العنوان الجديد',
    placeholder: 'https://',
    asking: 'تجري المقارنة…',
    change: 'تغيير ومتابعة',
    cancel: 'إلغاء'
  },

  legend: {
    label: 'ما تعرضه الأشرطة',
    inFlight: 'في الطريق',
    received: 'وصل',
    durable: 'محفوظ على القرص'
  },

  total: {
    label: 'كل عمليات النقل',
    running: (number: number): string =>
      count(number, { one: 'واحدة تعمل', two: 'اثنتان تعملان', other: '# تعمل' })
  },

  speedLimit: {
    label: 'حد السرعة',
    none: 'بلا حد',
    limited: (rate: string): string => `${rate} في هذه الساعات`,
    unlimited: 'بلا حد في هذه الساعات',
    paused: 'الكل متوقف في هذه الساعات'
  },

  settings: settingsArabic,
  firstRun: firstRunArabic,

  lost: {
    title: 'محرك Shoal لا يستجيب.',
    detail: 'ما جُلب في أمان. تتابَع عمليات النقل حين يعود.',
    button: 'إعادة الاتصال'
  },

  footer: {
    directory: (path: string): string => `تُحفظ الملفات في ${apart(path)}`
  },

  peers: arabicPeers,

  toast: {
    dismiss: 'إغلاق',
    undo: 'تراجع',
    region: 'رسائل'
  },

  check: {
    verify: 'تحقق',
    reading: 'يُقرأ الملف…',
    spoilt: (name: string): string => `ثمة خلل في ${apart(name)}`,
    outcome: {
      right: (name: string): string => `${apart(name)} كما ينبغي أن يكون`,
      unproven: (name: string): string => `لم يقل أحد ما ينبغي أن يكون ${apart(name)}`,
      wrong: (name: string): string => `${apart(name)} ليس كما ينبغي أن يكون`,
      'wrong-length': (name: string): string => `${apart(name)} ليس كما كان`
    },
    digest: (algorithm: string, hex: string): string => apart(`${algorithm} ${hex}`),
    differs: (algorithm: string, found: string, expected: string): string =>
      `قيمة ${apart(algorithm)} له هي ${apart(found)}، وينبغي أن تكون ${apart(expected)}. لقد تغيّر منذ جلبه؛ أضف الرابط من جديد لجلبه مرة أخرى.`,
    longer: (found: string, expected: string): string =>
      `حجمه الآن ${apart(found)}، وكان ${apart(expected)} حين وصل. كتب فيه برنامج آخر، أو القرص يتعطل.`
  },

  detail: arabicDetail,

  log: arabicLog,

  commands: arabicCommands
}
