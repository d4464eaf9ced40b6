import { delimiter } from 'node:path';

/**
 * Families by their part in an official document, the one that GB/T 9704-2012 asks for first. What it asks for
 * is sold commercially or ships with Windows and WPS; the rest are free ones that come near, down to the Noto
 * fonts that every Debian and Ubuntu offers. A character that the first lacks is taken from the next (FandolFang
 * has no 玥 or 珺), and from any other installed font after the last.
 */
export const fontChains = {
  /** 小标宋, for the name of the authority and the title. */
  title: [
    'FZXiaoBiaoSong-B05S',
    'FZXiaoBiaoSong-B05',
    'FZXBSJW--GB1-0',
    'STZhongsong',
    'Noto Serif CJK SC',
    'Source Han Serif SC',
    'Noto Serif SC',
    'Songti SC',
    'SimSun',
    'FandolSong',
  ],
  /** 仿宋, for the text. */
  body: [
    'FangSong_GB2312',
    'FangSong',
    'STFangsong',
    'FandolFang R',
    'FandolFang',
    'Zhuque Fangsong (technical preview)',
    'Noto Serif CJK SC',
    'Source Han Serif SC',
    'Noto Serif SC',
    'Songti SC',
    'SimSun',
    'Noto Sans CJK SC',
  ],
  /** 黑体, for headings of the first level. */
  heading: [
    'SimHei',
    'STHeiti',
    'Noto Sans CJK SC',
    'Source Han Sans SC',
    'Noto Sans SC',
    'PingFang SC',
    'Microsoft YaHei',
    'WenQuanYi Zen Hei',
    'FandolHei',
  ],
  /** 楷体, for headings of the second level and remarks. */
  note: [
    'KaiTi_GB2312',
    'KaiTi',
    'STKaiti',
    'Kaiti SC',
    'FandolKai R',
    'FandolKai',
    'LXGW WenKai',
    'Noto Serif CJK SC',
    'Source Han Serif SC',
    'Noto Serif SC',
  ],
  /** The text of an English edition. typst brings the last one along. */
  latin: ['Times New Roman', 'Liberation Serif', 'Noto Serif', 'Libertinus Serif'],
  /** Hashes and ids. */
  mono: ['Noto Sans Mono CJK SC', 'DejaVu Sans Mono', 'Liberation Mono', 'Courier New'],
} as const satisfies Record<string, readonly string[]>;

export type FontRole = keyof typeof fontChains;

/** Folders searched besides the system's own font folders: LIANFANG_FONT_DIRS, several as in PATH. */
export function fontDirs(env: Readonly<Record<string, string | undefined>> = process.env): string[] {
  return (env.LIANFANG_FONT_DIRS ?? '').split(delimiter).filter((folder) => folder !== '');
}
