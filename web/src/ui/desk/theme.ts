import { type ThemeConfig, theme } from 'antd';

export type Light = 'day' | 'night';

/** The few colours of the desk; the style sheet has the same under `--lf-*`. */
export const palette = {
  day: {
    ink: '#13222e',
    muted: '#52626f',
    line: '#d9e0e6',
    ground: '#f3f5f7',
    surface: '#ffffff',
    main: '#0f5c7d',
    danger: '#b3261e',
    warn: '#8f5200',
    good: '#17703f',
    quiet: '#7d8b97',
  },
  night: {
    ink: '#e4ebf0',
    muted: '#9fb0bd',
    line: '#2b3945',
    ground: '#0d141a',
    surface: '#151f28',
    main: '#5db7dc',
    danger: '#ff8f85',
    warn: '#f5bd63',
    good: '#6ccf98',
    quiet: '#6d7e8b',
  },
} as const satisfies Record<Light, Record<string, string>>;

/** Fonts of the desk; charts measure with the same. */
export const letters =
  '"PingFang SC","Microsoft YaHei","HarmonyOS Sans SC","Noto Sans CJK SC","Noto Sans SC",system-ui,sans-serif';

/** The theme of the desk; where `still`, nothing moves: the system's wish of whom movement makes unwell. */
export function themeFor(light: Light, still: boolean): ThemeConfig {
  const colour = palette[light];
  return {
    algorithm: light === 'night' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: light === 'night' ? '#2f8fb5' : colour.main,
      colorLink: colour.main,
      colorLinkHover: light === 'night' ? '#8ccfe9' : '#0a4560',
      colorLinkActive: colour.main,
      colorError: light === 'night' ? '#e5675c' : colour.danger,
      colorWarning: light === 'night' ? '#d99a32' : '#b86e00',
      colorSuccess: light === 'night' ? '#3fa970' : colour.good,
      colorInfo: light === 'night' ? '#2f8fb5' : colour.main,
      colorTextBase: colour.ink,
      colorBgBase: colour.surface,
      colorBgLayout: colour.ground,
      colorBgContainer: colour.surface,
      colorText: colour.ink,
      colorTextSecondary: colour.muted,
      colorTextTertiary: colour.muted,
      colorTextDescription: colour.muted,
      colorTextPlaceholder: light === 'night' ? '#8fa0ad' : '#66747f',
      colorBorder: light === 'night' ? '#3a4a57' : '#c3ccd4',
      colorBorderSecondary: colour.line,
      ...(light === 'night'
        ? {
            colorPrimaryBg: '#14303f',
            colorPrimaryBgHover: '#193a4c',
            colorInfoBg: '#14303f',
            colorInfoBorder: '#23546d',
            controlItemBgActive: '#173447',
          }
        : {
            colorPrimaryBg: '#e4f0f6',
            colorPrimaryBgHover: '#d5e8f1',
            colorInfoBg: '#e4f0f6',
            colorInfoBorder: '#a9cedf',
            controlItemBgActive: '#e4f0f6',
            colorPrimaryHover: '#17769f',
            colorPrimaryBorder: '#a9cedf',
          }),
      borderRadius: 6,
      fontSize: 14,
      fontFamily: letters,
      motion: !still,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
      Table: {
        headerBg: light === 'night' ? '#1b2731' : '#eef2f5',
        headerColor: colour.muted,
        cellPaddingBlockSM: 6,
        cellPaddingInlineSM: 10,
        rowHoverBg: light === 'night' ? '#1d2a35' : '#f0f5f8',
      },
      Layout: { headerHeight: 52 },
      Tabs: { horizontalMargin: '0 0 12px 0' },
    },
  };
}
