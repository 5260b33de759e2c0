/** What the main process says to people outside the page, in Arabic. Notices of the engine stay in English. */
import { apart } from '../../../src-shared/words/apart.ts'
import { counting } from '../../../src-shared/words/counting.ts'
import type { english } from './english.ts'

const count = counting('ar-u-nu-latn')

export const arabic: typeof english = {
  appName: 'Shoal',
  ok: 'حسنًا',
  tray: {
    open: 'فتح Shoal',
    pauseAll: 'إيقاف الكل مؤقتًا',
    resumeAll: 'استئناف الكل',
    limit: 'حد السرعة',
    noLimit: 'بلا حد',
    rate: (bytesPerSecond) => rate(bytesPerSecond),
    down: (bytesPerSecond) => `↓ ${rate(bytesPerSecond)}`,
    up: (bytesPerSecond) => `↑ ${rate(bytesPerSecond)} لأجهزة أخرى`,
    quit: 'إنهاء',
    ending: 'عند اكتمال كل عمليات النقل',
    endings: { nothing: 'لا شيء', quit: 'إنهاء Shoal', 'shut-down': 'إطفاء هذا الجهاز' },
    callOff: {
      quit: (seconds) => `ينتهي بعد ${seconds} ث: إلغاء`,
      'shut-down': (seconds) => `ينطفئ الجهاز بعد ${seconds} ث: إلغاء`
    },
    join: 'الانضمام إلى الشبكة المحلية',
    joining: 'جارٍ الانضمام إلى الشبكة المحلية…',
    leave: 'مغادرة الشبكة المحلية',
    leaving: 'جارٍ مغادرة الشبكة المحلية…',
    notIn: 'لم ينضم هذا الجهاز إلى الشبكة المحلية بعد',
    whyNotIn: 'خارج الشبكة المحلية بعد: لماذا؟',
    unused: 'في الشبكة المحلية، ولا مساعدة لأحد الآن',
    usedBy: (name, file) => `مساعدة ${name}: ${apart(file)}`,
    more: (number) =>
      count(number, { one: 'وواحد آخر', two: 'واثنان آخران', few: 'و# أخرى', other: 'و# غيرها' }),
    running: (number) =>
      count(number, {
        one: 'عملية نقل واحدة تعمل',
        two: 'عمليتا نقل تعملان',
        few: '# عمليات نقل تعمل',
        other: '# عملية نقل تعمل'
      }),
    nothingRuns: 'لا شيء يعمل'
  },
  someMachine: (name) => (name === '' ? 'جهاز آخر' : `«${apart(name)}»`),
  news: {
    done: (name) => ({ title: `وصل ${apart(name)}`, body: 'جُلب كاملًا.' }),
    manyDone: (number) => ({
      title: count(number, {
        one: 'وصل ملف واحد',
        two: 'وصل ملفان',
        few: 'وصلت # ملفات',
        other: 'وصل # ملفًا'
      }),
      body: 'جُلبت كاملة.'
    }),
    failed: (name, message) => ({ title: `لم يُجلب ${apart(name)}`, body: message }),
    needsYou: (name, message, advice) => ({
      title: `${apart(name)} يحتاج إليك`,
      body: `${message} ${advice}`.trim()
    }),
    manyFailed: (number) => ({
      title: count(number, {
        one: 'لم يُجلب ملف واحد',
        two: 'لم يُجلب ملفان',
        few: 'لم تُجلب # ملفات',
        other: 'لم يُجلب # ملفًا'
      }),
      body: 'النافذة تقول السبب.'
    }),
    pairing: (machine, code) => ({
      title: `هل تقرن مع ${machine}؟`,
      body: `قارن هذا الرمز بما على الشاشة الأخرى: ${apart(`${code.slice(0, 3)} ${code.slice(3)}`)}`
    }),
    paired: (machine) => ({
      title: `تم الاقتران مع ${machine}`,
      body: 'من الآن يمكنه أن يساعد وأن يُساعَد.'
    }),
    helping: (machine, file) => ({
      title: `${machine} يستعمل هذا الجهاز`,
      body: `يجلب Shoal له أجزاء من ${apart(file)}. ومن شريط النظام تمكن مغادرة الشبكة المحلية.`
    }),
    ending: {
      quit: { title: 'ينتهي Shoal بعد دقيقة', body: 'اكتملت كل عمليات النقل. ومن النافذة يمكن إلغاء ذلك.' },
      'shut-down': {
        title: 'ينطفئ هذا الجهاز بعد دقيقة',
        body: 'اكتملت كل عمليات النقل. ومن النافذة يمكن إلغاء ذلك.'
      }
    },
    nothingInDrop: {
      title: 'لا شيء للتنزيل في ذلك',
      body: 'أفلت روابط، أو نصًا فيه روابط، أو ملفات روابط أو قوائم أو Metalink.'
    },
    staysInTray: {
      title: 'يواصل Shoal العمل في شريط النظام',
      body: 'عمليات النقل مستمرة. افتحه أو أنهِه من أيقونته.'
    }
  },
  menu: {
    file: 'ملف',
    edit: 'تحرير',
    view: 'عرض',
    window: 'نافذة',
    help: 'مساعدة',
    about: 'حول Shoal',
    services: 'الخدمات',
    hide: 'إخفاء Shoal',
    hideOthers: 'إخفاء غيره',
    showAll: 'إظهار الكل',
    quit: 'إنهاء Shoal',
    undo: 'تراجع',
    redo: 'إعادة',
    cut: 'قص',
    copy: 'نسخ',
    paste: 'لصق',
    selectAll: 'تحديد الكل',
    actualSize: 'الحجم الفعلي',
    zoomIn: 'تكبير',
    zoomOut: 'تصغير',
    fullScreen: 'ملء الشاشة أو الخروج منه',
    developerTools: 'أدوات المطورين',
    minimize: 'تصغير النافذة',
    close: 'إغلاق النافذة',
    checkForUpdates: 'البحث عن تحديثات…',
    licences: 'تراخيص أعمال الآخرين',
    bill: 'قائمة المكونات'
  },
  notices: {
    licences: 'تراخيص أعمال الآخرين في Shoal',
    bill: 'مم يتكون Shoal'
  },
  updates: {
    newest: 'هذا أحدث إصدار.',
    coming: (version) => `الإصدار ${apart(version)} من Shoal في الطريق. ويُثبَّت حين تُنهي البرنامج.`,
    unknown: 'تعذرت معرفة هل من إصدار أحدث. حاول لاحقًا.'
  },
  trouble: {
    cannotGoOn: 'لا يستطيع Shoal المتابعة',
    restarted: 'توقف المحرك وأُعيد تشغيله؛ وتُستأنف عمليات النقل',
    notRead: (file) => `تعذرت قراءة ${apart(file)}.`,
    notAdded: (what) => `لم يُضَف ${apart(what)}`,
    partlyAdded: (what) => `لم يُضَف كل ما في ${apart(what)}`,
    notJoined: 'لم ينضم هذا الجهاز إلى الشبكة المحلية',
    notLeft: 'لم يغادر هذا الجهاز الشبكة المحلية',
    notPaused: 'لم يتوقف كل شيء مؤقتًا',
    notResumed: 'لم يُستأنف كل شيء',
    notShutDown: 'لم ينطفئ هذا الجهاز',
    notLimited: 'لم يتغير حد السرعة'
  }
}

const rate = (bytesPerSecond: number): string =>
  apart(
    bytesPerSecond >= 1e6
      ? `${rounded(bytesPerSecond / 1e6)} م.ب/ث`
      : `${rounded(bytesPerSecond / 1e3)} ك.ب/ث`
  )
const rounded = (value: number): string => String(Math.round(value * 10) / 10)
