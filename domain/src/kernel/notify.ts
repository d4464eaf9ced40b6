/** What people are told. */
export const messageKinds = [
  'assigned',
  'due_soon',
  'escalated',
  'returned',
  'directive',
  'extension_asked',
] as const;
export type MessageKind = (typeof messageKinds)[number];

/** Robots of groups in WeCom 企业微信 and DingTalk 钉钉, and SMS by any service that takes HTTP. */
export const channelKinds = ['wecom', 'dingtalk', 'sms'] as const;
export type ChannelKind = (typeof channelKinds)[number];

export type Language = 'zh' | 'en';

type Words = { readonly zh: string; readonly en: string };

/** The kinds of messages by name; a count stands behind. Ordered by what is to be read first. */
export const messageWords: Readonly<Record<MessageKind, Words>> = {
  escalated: { zh: '超时升级', en: 'overdue, escalated to you' },
  directive: { zh: '新指令', en: 'new directives' },
  due_soon: { zh: '即将到期', en: 'due soon' },
  assigned: { zh: '新任务', en: 'new tasks' },
  returned: { zh: '被退回', en: 'returned' },
  extension_asked: { zh: '申请延期', en: 'asking for more time' },
};

const order = Object.keys(messageWords) as MessageKind[];

/** One line about some of one kind: `新任务 12 项`, `new tasks: 12`. */
export function messageLine(kind: MessageKind, count: number, language: Language): string {
  const words = messageWords[kind][language];
  return language === 'zh' ? `${words} ${count} 项` : `${words}: ${count}`;
}

export type Told = { readonly kind: MessageKind; readonly count: number; readonly link: string };
export type Digest = {
  readonly title: string;
  readonly lines: readonly string[];
  readonly link: string;
  /** By which a repetition is known. */
  readonly number: string;
};

/**
 * Many messages as one: a line for each kind with the sum of its counts; the link is theirs if they share one, else `inbox`.
 * `number` marks the message, so that people see when it comes a second time.
 */
export function digestOf(told: readonly Told[], language: Language, inbox: string, number: string): Digest {
  const sums = new Map<MessageKind, number>();
  for (const { kind, count } of told) sums.set(kind, (sums.get(kind) ?? 0) + count);
  const links = new Set(told.map(({ link }) => link));
  return {
    title: language === 'zh' ? '联防提醒' : 'Lianfang',
    lines: order.flatMap((kind) => {
      const count = sums.get(kind);
      return count === undefined ? [] : [messageLine(kind, count, language)];
    }),
    link: links.size === 1 ? ([...links][0] as string) : inbox,
    number,
  };
}
