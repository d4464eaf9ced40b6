/** Line icons of 24 × 24, drawn by ourselves: a word always stands beside them or in the button's label. */
const paths = {
  check: 'M4.5 12.5 10 18 20 6.5',
  turnBack: 'M8 5 3.5 9.5 8 14M4 9.5h9.5a6 6 0 0 1 0 12H9',
  sample: 'M9 3h6M10 3v6L5.2 17.6A2.3 2.3 0 0 0 7.2 21h9.6a2.3 2.3 0 0 0 2-3.4L14 9V3M8 15h8',
  clinician: 'M9.5 3.5h5v6h6v5h-6v6h-5v-6h-6v-5h6z',
  lock: 'M6 11h12v10H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11',
  unlock: 'M6 11h12v10H6zM8.5 11V7.5a3.5 3.5 0 0 1 6.8-1.2',
  menu: 'M4 6h16M4 12h16M4 18h16',
  cloud: 'M7 18.5a4.5 4.5 0 0 1-.4-9A6 6 0 0 1 18 8.5a5 5 0 0 1-.5 10z',
  cloudOff: 'M7 18.5a4.5 4.5 0 0 1-.4-9M10 5.6A6 6 0 0 1 18 8.5a5 5 0 0 1 2.6 8M4 4l16 16',
  sending: 'M12 20V8M6.5 13 12 7.5 17.5 13M5 4h14',
  warn: 'M12 3.5 22 20.5H2zM12 10v5M12 17.6v.4',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  backspace: 'M8.5 5H21v14H8.5L2.5 12zM12 9.5l5 5M17 9.5l-5 5',
  scan: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M7 12h10',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5a7.5 7.5 0 0 1 15 0',
  people:
    'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 5a3.5 3.5 0 0 1 0 6.6M17.5 14a6.5 6.5 0 0 1 4 6',
  car: 'M3 16.5v-4l2.2-6h13.6l2.2 6v4zM3 12.5h18M6 16.5V19M18 16.5V19M6.5 14.5h1M16.5 14.5h1',
  walk: 'M13 5.2a1.6 1.6 0 1 0 0-.1zM9 21l2.5-6.5L9 11.5l1-4h3l2 3h3.5M14 21l-1-5-2-2.5M7 12l1.5-3.5',
  next: 'M9 5l7 7-7 7',
  back: 'M15 5l-7 7 7 7',
  down: 'M5 9l7 7 7-7',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.5l3.5 2',
  download: 'M12 4v11M6.5 10.5 12 16l5.5-5.5M5 20h14',
  upload: 'M12 16V5M6.5 9.5 12 4l5.5 5.5M5 20h14',
  sun: 'M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.8 1.8M17.2 17.2 19 19M19 5l-1.8 1.8M6.8 17.2 5 19',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
  sound: 'M4 9.5v5h4l5 4.5V5L8 9.5zM16.5 8.5a5 5 0 0 1 0 7M19 6a9 9 0 0 1 0 12',
  edit: 'M4 20h4L19.5 8.5l-4-4L4 16zM13 7l4 4',
  trash: 'M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5.5M14 11v5.5',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.5M4 12h.5M4 18h.5',
  thermometer: 'M14 13.5V5a2.5 2.5 0 0 0-5 0v8.5a4.5 4.5 0 1 0 5 0zM11.5 9v8',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 21 21',
  undo: 'M8 5 3.5 9.5 8 14M4 9.5h9a6 6 0 0 1 6 6v3.5',
  flag: 'M5 21V4h12l-2.5 4.5L17 13H5',
  pin: 'M12 21s7-6.3 7-11.5A7 7 0 0 0 5 9.5C5 14.7 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  shield: 'M12 3l7.5 2.6v6c0 4.5-3.1 7.4-7.5 9.4-4.4-2-7.5-4.9-7.5-9.400v-6z',
  keyboard: 'M3 6h18v12H3zM7 10h.5M11 10h.5M15 10h.5M7 14h10',
  globe: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c5 5 5 13 0 18-5-5-5-13 0-18z',
  phone:
    'M6 3.5h3.5l1.6 4.2-2.1 1.6a12 12 0 0 0 5.7 5.7l1.6-2.1 4.2 1.6V18a2.5 2.5 0 0 1-2.7 2.5A16.5 16.5 0 0 1 3.5 6.2 2.5 2.5 0 0 1 6 3.5z',
  refresh: 'M20 11a8 8 0 1 0-2.3 6.2M20 4.5V11h-6.5',
  home: 'M3.5 11 12 3.5 20.5 11M6 9.5V20.5h12V9.5M10 20.5v-6h4v6',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 24 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
