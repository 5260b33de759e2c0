/** The window's icons: one set, drawn on a 20-unit grid with one stroke, in the colour of the text around them. */
import type { ReactElement, ReactNode } from 'react'

const icon = (paths: ReactNode): ReactElement => (
  <svg
    width="20"
    height="20"
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    {paths}
  </svg>
)

export const icons = {
  pause: icon(<path d="M7.5 5v10M12.5 5v10" />),
  resume: icon(<path d="M7 4.8v10.4l8-5.2z" />),
  remove: icon(<path d="M5.5 5.5l9 9M14.5 5.5l-9 9" />),
  open: icon(
    <path d="M11.5 4h4.5v4.5M16 4l-6.5 6.5M8.5 5H6a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h7a2 2 0 0 0 2-2v-2.5" />
  ),
  folder: icon(
    <path d="M3 6.5A1.5 1.5 0 0 1 4.5 5h3l2 2h6A1.5 1.5 0 0 1 17 8.5v5A1.5 1.5 0 0 1 15.5 15h-11A1.5 1.5 0 0 1 3 13.5z" />
  ),
  retry: icon(<path d="M15.5 10a5.5 5.5 0 1 1-1.7-4M15.7 3.5v3h-3" />),
  add: icon(<path d="M10 4.5v11M4.5 10h11" />),
  options: icon(
    <path d="M4 6h7M15 6h1M4 14h1M9 14h7M13 4.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6zM7 12.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z" />
  ),
  link: icon(
    <path d="M8.5 11.5a3 3 0 0 0 4.3 0l2.3-2.3a3 3 0 0 0-4.3-4.3l-.8.8M11.5 8.5a3 3 0 0 0-4.3 0l-2.3 2.3a3 3 0 0 0 4.3 4.3l.8-.8" />
  ),
  alert: icon(<path d="M10 6.5v4.2M10 13.4v.1M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4z" />),
  info: icon(<path d="M10 9.4v4.2M10 6.5v.1M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4z" />),
  clock: icon(<path d="M10 6.2V10l2.6 1.7M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4z" />),
  queue: icon(<path d="M4 5.5h12M4 10h12M4 14.5h7" />),
  details: icon(<path className="mirrored" d="M3.5 6h6.5M3.5 10h5M3.5 14h6.5M13.5 6.5L17 10l-3.5 3.5" />),
  check: icon(<path d="M4.8 10.6l3.5 3.4 7-7.8" />),
  search: icon(<path d="M9 3.8a5.2 5.2 0 1 0 0 10.4A5.2 5.2 0 0 0 9 3.8zM12.8 12.8l3.6 3.6" />),
  sort: icon(<path d="M6.5 4.5v11M3.8 12.8l2.7 2.7 2.7-2.7M11.5 5.5h5M11.5 10H15M11.5 14.5h2" />),
  all: icon(<path d="M3.5 5.5h.1M3.5 10h.1M3.5 14.5h.1M7 5.5h9.5M7 10h9.5M7 14.5h9.5" />),
  appearance: icon(
    <>
      <path d="M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4z" />
      <path d="M10 5.4a4.6 4.6 0 0 1 0 9.2z" fill="currentColor" />
    </>
  ),
  nearby: icon(
    <>
      <circle cx="10" cy="10" r="2.2" />
      <path d="M6.1 13.9a5.5 5.5 0 0 1 0-7.8M13.9 6.1a5.5 5.5 0 0 1 0 7.8M3.6 16.4a9 9 0 0 1 0-12.8M16.4 3.6a9 9 0 0 1 0 12.8" />
    </>
  ),
  expand: icon(<path d="M5.5 8l4.5 4.5L14.5 8" />),
  back: icon(<path d="M11.8 5L6.8 10l5 5" />),
  settings: icon(
    <>
      <path d="M3.5 6h6.2M14.3 6h2.2M3.5 14h2.2M10.3 14h6.2" />
      <path d="M12 3.9a2.1 2.1 0 1 0 0 4.2 2.1 2.1 0 0 0 0-4.2zM8 11.9a2.1 2.1 0 1 0 0 4.2 2.1 2.1 0 0 0 0-4.2z" />
    </>
  ),
  grip: icon(<path d="M7.5 5v.1M12.5 5v.1M7.5 10v.1M12.5 10v.1M7.5 15v.1M12.5 15v.1" strokeWidth="2.2" />),
  keyboard: icon(
    <path d="M4 5.5h12A1.5 1.5 0 0 1 17.5 7v6a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 13V7A1.5 1.5 0 0 1 4 5.5zM5.5 8.5h.1M8.5 8.5h.1M11.5 8.5h.1M14.5 8.5h.1M7 11.8h6" />
  ),
  video: icon(
    <path d="M4.5 4.5h11A1.5 1.5 0 0 1 17 6v8a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14V6a1.5 1.5 0 0 1 1.5-1.5zM8.5 7.6v4.8l4-2.4z" />
  ),
  music: icon(
    <path d="M8 14.2V5.2l7.5-1.7v9M8 14.2a2 2 0 1 1-4 0 2 2 0 0 1 4 0zM15.5 12.5a2 2 0 1 1-4 0 2 2 0 0 1 4 0z" />
  ),
  documents: icon(
    <path d="M6 2.8h5.5L15.5 7v10.2H6a1.5 1.5 0 0 1-1.5-1.5V4.3A1.5 1.5 0 0 1 6 2.8zM11.3 3v4.2h4M7.5 10.5h5M7.5 13.5h5" />
  ),
  pictures: icon(
    <path d="M4.5 4h11A1.5 1.5 0 0 1 17 5.5v9a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.5v-9A1.5 1.5 0 0 1 4.5 4zM3.2 13.5l3.8-4 3.3 3.4 2.2-2 4.2 3.6M12.8 7.6h.1" />
  ),
  archives: icon(<path d="M3.5 4.5h13v3.2h-13zM4.6 7.7h10.8v7.8H4.6zM8.2 10.6h3.6" />),
  programs: icon(
    <path d="M4.5 4h11A1.5 1.5 0 0 1 17 5.5v9a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.5v-9A1.5 1.5 0 0 1 4.5 4zM6.2 8l2.3 2-2.3 2M10.5 12.5h3.3" />
  ),
  disks: icon(
    <>
      <circle cx="10" cy="10" r="7.2" />
      <circle cx="10" cy="10" r="2" />
    </>
  ),
  other: icon(<path d="M5 10h.1M10 10h.1M15 10h.1" strokeWidth="2.4" />),
  tag: icon(<path d="M3.5 4.5v5.2l7 7 6-6-7-7H4.5a1 1 0 0 0-1 .8zM6.8 7h.1" />),
  arriving: icon(<path d="M10 3.5v9M6 9l4 4 4-4M4.5 16.5h11" />)
} as const

export type IconName = keyof typeof icons
