/** Every word of the commands and of the list of their keys, in Arabic. */
import type { englishCommands } from './command-strings.ts'

export const arabicCommands: typeof englishCommands = {
  palette: 'البحث عن أمر أو عملية نقل',
  paletteLabel: 'الأوامر',
  nothing: 'لا شيء بهذا الاسم',
  transfers: 'عمليات النقل',
  states: {
    running: 'تعمل',
    queued: 'في الانتظار',
    retrying: 'تنتظر محاولة أخرى',
    paused: 'متوقفة مؤقتًا',
    done: 'مكتملة',
    failed: 'متعثرة'
  },

  shortcuts: 'اختصارات لوحة المفاتيح',
  shortcutsDetail: 'تُسمع المفاتيح المفردة ما دمت لا تكتب نصًا.',
  button: 'الاختصارات',
  close: 'إغلاق',
  heard: {
    anywhere: 'في كل مكان',
    list: 'في القائمة',
    detail: 'في التفاصيل'
  },

  add: 'إضافة مع خيارات',
  addField: 'الانتقال إلى حقل الروابط',
  pauseAll: 'إيقاف الكل مؤقتًا',
  resumeAll: 'متابعة الكل',
  show: (filter: string): string => `عرض: ${filter}`,
  sort: (order: string): string => `ترتيب: ${order}`,
  theme: (theme: string): string => `السمة: ${theme}`,
  language: (language: string): string => `اللغة: ${language}`,

  go: 'الانتقال إلى عملية أخرى',
  goExtending: 'التحديد أثناء الانتقال',
  goKeeping: 'الانتقال دون تحديد',
  toggle: 'تحديد أو استثناء',
  selectAll: 'تحديد الكل',
  details: 'فتح التفاصيل',
  earlier: 'تقديم في الطابور',
  later: 'تأخير في الطابور',
  openFile: 'فتح الملف'
}
