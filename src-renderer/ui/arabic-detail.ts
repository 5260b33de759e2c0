/** Every word of a transfer's detail, in Arabic; of the same shape as the English. */
import { apart } from '../../src-shared/words/apart.ts'
import { counting } from '../../src-shared/words/counting.ts'
import type { Messages } from './strings.ts'

const count = counting('ar-u-nu-latn')
/** As a sentence's subject or after a preposition: the oblique dual reads right in both here. */
const connections = (number: number): string =>
  count(number, {
    zero: 'لا اتصالات',
    one: 'اتصال واحد',
    two: 'اتصالين',
    few: '# اتصالات',
    many: '# اتصالًا',
    other: '# اتصال'
  })
const peers = (number: number): string =>
  count(number, {
    one: 'نظير واحد',
    two: 'نظيرين',
    few: '# نظراء',
    many: '# نظيرًا',
    other: '# نظير'
  })

const LIMITS = {
  transfer: 'حد سرعته الخاص',
  all: 'حد السرعة لكل عمليات النقل',
  hours: 'حد السرعة في هذه الساعات'
} as const

export const arabicDetail: Messages['detail'] = {
  open: 'التفاصيل',
  region: (name: string): string => `تفاصيل ${apart(name)}`,
  close: 'إغلاق التفاصيل',
  tabs: {
    label: 'التفاصيل',
    overview: 'نظرة عامة',
    connections: 'الاتصالات',
    log: 'السجل',
    facts: 'الملف والطلب'
  },
  asTable: 'في جدول',
  waiting: 'يُسأل…',
  unavailable: 'لا يمكن قراءة التفاصيل في هذه اللحظة.',
  earlier: 'تشغيل سابق',

  why: {
    title: 'ما يحدّ من سرعته الآن',
    sentence(limitation, { bytes, rate, duration }, nameOf, secondsUntil): string {
      const name = (source: string): string => apart(nameOf(source))
      switch (limitation.kind) {
        case 'still':
          return 'لا شيء: إنه لا يعمل.'
        case 'queued':
          return limitation.reason === 'turn'
            ? `لم يحن دوره: إنه رقم ${limitation.place} في الطابور.`
            : 'الجدول الزمني: لا شيء يعمل في هذه الساعات.'
        case 'backing-off':
          return `ينتظر قبل المحاولة التالية، ${duration(secondsUntil(limitation.untilMs))} أخرى.`
        case 'asking':
          return 'سُئل الخادم ولم يجب بعد.'
        case 'verifying':
          return 'وصل كله؛ تجري مقارنته بمجموعه الاختباري.'
        case 'finishing':
          return 'وصل كله؛ يجري حفظه باسمه.'
        case 'limit':
          return `يقيّده ${LIMITS[limitation.by]}: ${rate(limitation.bytesPerSecond)}.`
        case 'disk':
          return 'القرص: تصل البايتات أسرع مما يستوعبها.'
        case 'silent':
          return `لم يصل شيء منذ ${duration(limitation.forMs / 1000)}. يواصل Shoal السؤال.`
        case 'one-connection':
          return limitation.because === 'answer'
            ? `يرسل ${name(limitation.source)} هذا الملف عبر اتصال واحد فقط.`
            : `تُقرأ الملفات من ${name(limitation.source)} عبر اتصال واحد، بالترتيب.`
        case 'tail':
          return `طُلب كل شيء؛ آخر ${bytes(limitation.bytes)} في الطريق، ومعظمها من ${name(limitation.source)}.`
        case 'measuring':
          return `ما زال يبحث عن السرعة المناسبة، باستخدام ${connections(limitation.connections)} حتى الآن.`
        case 'server-connections':
          return `لا يخدم ${name(limitation.source)} في الوقت نفسه أكثر من ${connections(limitation.connections)}.`
        case 'shared-server':
          return `تشاركه ${name(limitation.source)} عمليات نقل أخرى؛ له هناك عدد من الاتصالات: ${limitation.connections}.`
        case 'connections':
          return `يستخدم كل الاتصالات المسموحة له (${limitation.connections})؛ قد يكون المزيد أسرع.`
        case 'own-link':
          return `وصلة هذا الحاسوب نفسه: لدى أجهزة أخرى (${limitation.peers}) ${bytes(limitation.waitingBytes)} لا يستطيع استيعابها أسرع.`
        case 'peer-path':
          return `الطريق إلى ${apart(limitation.name || nameOf(limitation.peer))}: لديه ${bytes(limitation.waitingBytes)} لا تصل أسرع.`
        case 'sources':
          return limitation.serverBytesPerSecond > 0
            ? `كل مصدر يعطي ما يستطيع: ${rate(limitation.peersBytesPerSecond)} من ${peers(limitation.peers)}، و${rate(limitation.serverBytesPerSecond)} عبر اتصالات هذا الحاسوب نفسه.`
            : `ما يستطيع النظراء إعطاءه (${limitation.peers}): ${rate(limitation.peersBytesPerSecond)}.`
        case 'server':
          return `${name(limitation.source)} أو الطريق إليه: لم يجلب أكثر من ${connections(limitation.connections)} شيئًا إضافيًا.`
      }
    }
  },

  map: {
    title: 'من أين يأتي كل جزء',
    label: 'خريطة الملف. تنتقل مفاتيح الأسهم من جزء إلى جزء.',
    hint: 'أشر إلى الخريطة، أو تنقّل فيها بمفاتيح الأسهم.',
    none: 'لا خريطة: يأتي هذا الملف قطعة واحدة من أول بايت إلى آخره.',
    part: (from: string, to: string): string => `من ${from} إلى ${to}`,
    states: {
      wanted: 'لم يُطلب بعد',
      inFlight: 'في الطريق',
      received: 'وصل',
      durable: 'محفوظ على القرص'
    },
    from: (source: string): string => `من ${apart(source)}`,
    at: (time: string, rate: string): string => `الساعة ${time}، ${rate}`,
    again: 'طُلب من جديد',
    raced: 'تسابق عليه اتصالان',
    verified: 'جرى التحقق منه',
    legend: 'ما تعرضه الخريطة',
    columns: {
      part: 'الجزء',
      state: 'الحالة',
      source: 'المصدر',
      when: 'آخر بايت',
      marks: 'ملاحظات'
    }
  },

  sources: {
    title: 'المصادر',
    kinds: { origin: 'خادم', mirror: 'مرآة', peer: 'نظير' },
    columns: {
      source: 'المصدر',
      rate: 'الآن',
      share: 'الحصة',
      bytes: 'جلب',
      rtt: 'الذهاب والإياب',
      connections: 'الاتصالات'
    },
    states: {
      delivering: 'يجلب',
      waiting: 'سُئل ولا يصل شيء',
      idle: 'لا يُسأل',
      distrusted: 'لم يعد يُستخدم: كانت بايتاته خاطئة'
    },
    planned: (bytes: string, ranges: number): string =>
      ranges === 0
        ? 'لا شيء مخطط له'
        : `المخطط: ${bytes} في ${count(ranges, { one: 'نطاق واحد', two: 'نطاقين', few: '# نطاقات', many: '# نطاقًا', other: '# نطاق' })}`,
    holds: (bytes: string): string => `لديه لنا ${bytes}`,
    revision: (revision: number): string => `المراجعة ${revision}`,
    said: {
      resolving: 'يسأل الخادم',
      fetching: 'يجلب',
      idle: 'لديه كل ما طُلب منه',
      leaving: 'يغادر',
      refused: 'رفض',
      failed: 'تعذّر عليه الجلب'
    },
    saidAt: (words: string, rate: string, number: number): string =>
      `${words}، ${rate} عبر ${connections(number)}`,
    says: (words: string): string => words,
    none: 'لم يُسأل أحد بعد.'
  },

  throughput: {
    title: 'معدل النقل',
    label: 'معدل النقل عبر الزمن، مكدّسًا حسب المصدر',
    soon: 'ستظهر صورة بعد لحظة.',
    columns: { time: 'الزمن', total: 'الكل' }
  },

  plan: {
    title: 'الخطة خطوة بخطوة',
    kinds: {
      offered: 'عُرضت عليه الخطة',
      joined: 'انضم',
      assigned: 'طُلب منه',
      said: 'قال',
      left: 'غادر',
      refused: 'لا يُستخدم'
    },
    asked: (bytes: string, revision: number, revisions: number): string =>
      revisions > 1
        ? `طُلب منه ${bytes} (المراجعة ${revision}، ${revisions} على التوالي)`
        : `طُلب منه ${bytes} (المراجعة ${revision})`,
    itself: (words: string): string => `إنه ${words}`,
    freed: (revision: number): string => `لم يُطلب منه المزيد (المراجعة ${revision})`
  },

  connections: {
    title: 'الاتصالات',
    states: {
      connecting: 'يتصل',
      priming: 'يتهيأ',
      reserve: 'احتياط',
      active: 'نشط',
      suspect: 'مشتبه فيه',
      retired: 'انتهى'
    },
    columns: {
      number: 'الرقم',
      source: 'المصدر',
      state: 'الحالة',
      rate: 'المعدل',
      criterion: 'يُستبدل تحت',
      rtt: 'الذهاب والإياب',
      window: 'النافذة',
      tcp: 'TCP: معاد / بغير ترتيب',
      done: 'نطاقات منجزة',
      delivered: 'جلب',
      again: 'طُلب من جديد'
    },
    heirs: {
      stolen: (bytes: string, connection: number): string => `${bytes} تُركت للاتصال ${connection}`,
      raced: (bytes: string, connection: number): string => `${bytes} في سباق مع الاتصال ${connection}`,
      reassigned: (bytes: string, connection: number): string => `${bytes} انتقلت إلى الاتصال ${connection}`
    },
    reason: (time: string, reason: string): string => `${time}: ${apart(reason)}`,
    silent: (time: string): string => `صامت منذ ${time}`,
    none: 'لا اتصالات في هذا التشغيل.',
    counts: (open: number, retired: number): string => `${open} مفتوحة، ${retired} منتهية`
  },

  log: {
    none: 'لم يُسجَّل شيء.',
    newest: (lines: number): string => `أحدث الأسطر (${lines})، الأخير أولًا`
  },

  facts: {
    file: 'الملف',
    request: 'الطلب',
    checksums: 'المجاميع الاختبارية',
    name: 'الاسم',
    folder: 'المجلد',
    size: 'الحجم',
    sizeUnknown: 'غير معروف',
    exact: (bytes: string): string => `${bytes} بايت`,
    partial: 'الملف الجزئي',
    address: 'العنوان',
    servedFrom: 'يُقدَّم من',
    mirrors: 'المرايا',
    ranges: 'أجزاؤه',
    rangesYes: 'يمكن طلبها واحدًا واحدًا',
    rangesNo: 'لا يمكن طلبها: يأتي قطعة واحدة',
    etag: 'وسم ETag',
    lastModified: 'آخر تعديل',
    userAgent: 'وكيل المستخدم',
    headers: 'حقول الترويسة',
    login: 'تسجيل الدخول',
    logins: { password: 'اسم مستخدم وكلمة سر', bearer: 'رمز' },
    cookies: 'ملفات الارتباط',
    cookiesYes: 'من ملف',
    clientCertificate: 'شهادة العميل',
    given: 'أُعطيت',
    referer: 'المُحيل',
    proxy: 'الوكيل',
    proxyNone: 'بلا',
    again: 'طُلب من جديد',
    refetched: 'جُلب من جديد بعد توقف',
    unproven: 'لم يقل أحد ما ينبغي أن يكون الملف.',
    by: {
      user: 'أعطيته أنت',
      metalink: 'من وصف Metalink الخاص به',
      server: (host: string): string => `أعلنه ${apart(host)}`
    },
    outcome: { expected: 'ستُجرى مقارنته', verified: 'يطابق', refuted: 'لا يطابق' },
    secrets: 'لا تُعرض أبدًا كلمات السر وملفات الارتباط وقيم حقول الترويسة.'
  }
}
