/** The words of a transfer's log, in Arabic; reasons come from the engine and in its English. */
import { apart } from '../../src-shared/words/apart.ts'
import { numberOf as number, peerOf, textOf, type LogDetail } from './log-facts.ts'
import type { Messages } from './strings.ts'

const text = (detail: LogDetail, name: string): string => apart(textOf(detail, name))
const peer = (detail: LogDetail): string => apart(peerOf(detail))
const who = (detail: LogDetail): string => `الاتصال ${text(detail, 'connection')}`
const why = (detail: LogDetail): string => (detail['reason'] === 'silent' ? 'الذي صمت' : 'الذي كان بطيئًا')

export const arabicLog: Messages['log'] = {
  added: (detail) => `أُضيف: ${text(detail, 'uri')}`,
  queued: (detail) => `ينتظر دوره (رقم ${text(detail, 'place')}).`,
  redirected: (detail) =>
    `حوّل ${text(detail, 'from')} إلى ${text(detail, 'to')} (${text(detail, 'status')}).`,
  'connection-connecting': (detail) =>
    `${who(detail)} يُفتح إلى ${text(detail, 'source')}: ${text(detail, 'reason')}.`,
  'connection-priming': (detail) => `${who(detail)} مفتوح ويتهيأ.`,
  'connection-active': (detail) => `${who(detail)} نشط: ${text(detail, 'reason')}.`,
  'connection-reserve': (detail) => `${who(detail)} في الاحتياط: ${text(detail, 'reason')}.`,
  'connection-suspect': (detail) => `${who(detail)} مشتبه فيه: ${text(detail, 'reason')}.`,
  'connection-retired': (detail, { bytes }) =>
    `${who(detail)} انتهى: ${text(detail, 'reason')} (جلب ${bytes(number(detail, 'deliveredBytes'))}).`,
  'range-reassigned': (detail, { bytes }) =>
    `يتولى الاتصال ${text(detail, 'to')} ${bytes(number(detail, 'bytes'))} من الاتصال ${text(detail, 'from')} ${why(detail)}.`,
  'range-stolen': (detail, { bytes }) =>
    `يأخذ الاتصال ${text(detail, 'to')} آخر ${bytes(number(detail, 'bytes'))} من نطاق الاتصال ${text(detail, 'from')}.`,
  'range-raced': (detail, { bytes }) =>
    `يتسابق الاتصالان ${text(detail, 'from')} و${text(detail, 'to')} على ${bytes(number(detail, 'bytes'))}.`,
  'race-ended': (detail, { bytes }) =>
    `انتهى سباق الاتصالين ${text(detail, 'from')} و${text(detail, 'to')}؛ وصل ${bytes(number(detail, 'wastedBytes'))} مرتين.`,
  'range-returned': (detail, { bytes }) =>
    `${who(detail)} لم يجلب ${bytes(number(detail, 'bytes'))}؛ تُطلب من جديد.`,
  'subset-changed': (detail, { rate }) =>
    `عدد الاتصالات من ${text(detail, 'from')} إلى ${text(detail, 'to')}: ${text(detail, 'reason')}، بمعدل ${rate(number(detail, 'bytesPerSecond'))}.`,
  'connections-limited': (detail) =>
    `لا يخدم ${text(detail, 'host')} أكثر من هذا العدد من الاتصالات: ${text(detail, 'served')}.`,
  'pipelining-proven': (detail) => `يقبل ${text(detail, 'source')} الطلب التالي وهو يجيب عن طلب.`,
  'pipelining-refused': (detail) => `يقبل ${text(detail, 'source')} طلبًا واحدًا في كل مرة.`,
  'link-expired': (detail) => `انتهت صلاحية الرابط إلى ${text(detail, 'host')} (${text(detail, 'status')}).`,
  'resolved-again': (detail) => `أعطى ${text(detail, 'from')} رابطًا جديدًا إلى ${text(detail, 'to')}.`,
  'limit-set': (detail, { rate }) =>
    detail['bytesPerSecond'] === null
      ? 'رُفع حد سرعته.'
      : `حد سرعته ${rate(number(detail, 'bytesPerSecond'))}.`,
  retrying: (detail, { duration }) =>
    `${text(detail, 'message')} المحاولة التالية بعد ${duration(number(detail, 'waitMs') / 1000)}.`,
  'mirror-admitted': (detail) => `أظهر ${text(detail, 'source')} الملف نفسه وهو يساعد.`,
  'mirror-unreachable': (detail) => `لا يمكن الوصول إلى ${text(detail, 'source')}.`,
  'source-left': (detail, { duration }) =>
    `يُترك ${text(detail, 'source')} وشأنه مدة ${duration(number(detail, 'waitMs') / 1000)}.`,
  'source-failed': (detail) => `لا يقدّم ${text(detail, 'source')} الملف.`,
  'plan-offered': (detail) => `عُرضت الخطة على ${peer(detail)}.`,
  'plan-status': (detail) =>
    `يقول ${peer(detail)}: ${textOf(detail, 'message') === '' ? text(detail, 'state') : text(detail, 'message')}`,
  'peer-joined': (detail) => `يستطيع ${peer(detail)} جلب الملف وينضم.`,
  'peer-left': (detail) => `غادر ${peer(detail)}: ${text(detail, 'reason')}`,
  'peer-refused': (detail) => `يرى ${peer(detail)} ملفًا آخر: ${text(detail, 'reason')}`,
  'peer-quarantined': (detail) => `لا يُسأل ${peer(detail)} بعد الآن: ${text(detail, 'reason')}`,
  'peers-not-asked': (detail) => `لا تُسأل أجهزة أخرى: ${text(detail, 'reason')}.`,
  'piece-wrong': (detail) => `لم تطابق القطعة ${text(detail, 'piece')} بصمتها؛ تُجلب من جديد.`,
  'pieces-verified': (detail) => `كل القطع (${text(detail, 'pieces')}) تطابق بصماتها.`,
  verified: (detail) => `يطابق الملف مجموعه الاختباري ${text(detail, 'algorithm')}.`,
  unproven: (detail, { bytes }) => {
    const sampled = number(detail, 'sampledBytes')
    const compared = sampled > 0 ? `قورن منها ${bytes(sampled)} وتطابق` : 'لم يُقارن منها شيء'
    return `لا بصمة تثبت الملف. جلبت أجهزة أخرى ${bytes(number(detail, 'peersBytes'))}؛ ${compared}.`
  },
  'started-over': (detail) => `بدأ من جديد: ${text(detail, 'reason')}.`,
  done: (detail, { bytes, duration }) =>
    `اكتمل: ${bytes(number(detail, 'bytes'))} في ${duration(number(detail, 'seconds'))}.`,
  'read-back-right': (detail) => `قُرئ من جديد: يطابق الملف مجموعه الاختباري ${text(detail, 'algorithm')}.`,
  'read-back-unproven': (detail) =>
    `قُرئ من جديد: كله موجود؛ ومجموعه ${text(detail, 'algorithm')} هو ${text(detail, 'hex')}.`,
  'read-back-differs': (detail) => `قُرئ من جديد فإذا هو مختلف: ${text(detail, 'message')}`,
  'read-back-failed': (detail) => `تعذرت قراءته من جديد: ${text(detail, 'message')}`,
  failed: (detail) => text(detail, 'message')
}
