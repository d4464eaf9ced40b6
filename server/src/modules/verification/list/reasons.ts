import type { RowFlag } from '@lianfang/domain/modules/verification/schema.ts';

/** What is wrong with a row and what to do, as the error file and the feedback say it. */
export const rowReasons: Partial<Record<RowFlag | 'nothing_identifying', string>> = {
  nothing_identifying: '没有姓名、证件号码和电话，无法确定是谁，请补填后重新报送',
  id_damaged: '身份证号尾数已丢失（单元格曾为数值格式），请按原件补全并以文本格式填写',
  id_doubtful: '身份证号校验不符（位数、出生日期或校验码），请核对',
  phone_doubtful: '联系电话不是手机号或固定电话，请核对',
  date_unreadable: '日期无法识别，请改为 2022-01-05 的样式',
};

/** The words for what is to be corrected in a row. */
export function reasonsOf(flags: readonly string[], held: string | null | undefined): string {
  return [...(held ? [held] : []), ...flags]
    .flatMap((code) => rowReasons[code as keyof typeof rowReasons] ?? [])
    .join('；');
}
