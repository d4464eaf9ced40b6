import { type Problem, type ProblemCode, problem } from '@lianfang/domain/kernel/problem.ts';

type Fault = { code: ProblemCode; zh: string; en: string };

/** Why a file cannot be read: what happened and what to do, in words that an office clerk can act on. */
export const tableFaults = {
  empty: {
    code: 'import.not_a_spreadsheet',
    zh: '文件是空的。请确认导出或拷贝已完成，再重新选择文件。',
    en: 'The file is empty. Check that exporting or copying it has finished and choose it again.',
  },
  not_a_spreadsheet: {
    code: 'import.not_a_spreadsheet',
    zh: '这不是表格文件。请选择 .xlsx 工作簿或 .csv 文件。',
    en: 'This is no spreadsheet. Choose an .xlsx workbook or a .csv file.',
  },
  old_workbook: {
    code: 'import.not_a_spreadsheet',
    zh: '这是旧格式工作簿（.xls、.et 或 .xlsb）。请在 Excel 或 WPS 中“另存为” .xlsx 后再导入。',
    en: 'This is a workbook of an old or binary format (.xls, .et, .xlsb). Save it as .xlsx in Excel or WPS, then import it.',
  },
  open_document: {
    code: 'import.not_a_spreadsheet',
    zh: '这是 OpenDocument 表格（.ods）。请“另存为” .xlsx 后再导入。',
    en: 'This is an OpenDocument spreadsheet (.ods). Save it as .xlsx, then import it.',
  },
  password: {
    code: 'import.password',
    zh: '工作簿设有打开密码，系统无法读取。请去掉密码后另存一份再导入。',
    en: 'The workbook is protected by a password and cannot be read. Save a copy without the password and import that.',
  },
  macro: {
    code: 'import.macro',
    zh: '工作簿含有宏，为安全起见不予读取。请“另存为”不含宏的 .xlsx 后再导入。',
    en: 'The workbook contains macros and is not read. Save it as .xlsx without macros, then import it.',
  },
  too_large: {
    code: 'import.too_large',
    zh: '文件过大。请按检查点和日期拆分后分别导入。',
    en: 'The file is too large. Split it by post and date and import the parts.',
  },
  zip_bomb: {
    code: 'import.too_large',
    zh: '文件展开后的体积异常巨大，已停止读取。请在 Excel 或 WPS 中打开，删除多余的空白区域，另存为新的 .xlsx。',
    en: 'Unpacked, the file is abnormally large; reading was stopped. Open it, delete unused areas and save it as a new .xlsx.',
  },
  cell_too_long: {
    code: 'import.too_large',
    zh: '有一个单元格的内容超过 32767 个字符（也可能是引号没有成对），已停止读取。请检查所示位置。',
    en: 'A cell holds more than 32 767 characters (or a quotation mark is not closed); reading was stopped. Look at the place named.',
  },
  damaged: {
    code: 'import.not_a_spreadsheet',
    zh: '文件已损坏或不完整。请重新拷贝或下载；若能用 Excel 或 WPS 打开，请另存一份再导入。',
    en: 'The file is damaged or incomplete. Copy or download it again; if it opens in Excel or WPS, save a copy and import that.',
  },
  encoding: {
    code: 'import.not_a_spreadsheet',
    zh: '文件的文字编码无法识别。请另存为 UTF-8 或 GB18030 编码的 .csv，或另存为 .xlsx。',
    en: 'The encoding of the text is not known. Save it as .csv in UTF-8 or GB18030, or as .xlsx.',
  },
  no_sheet: {
    code: 'import.not_a_spreadsheet',
    zh: '工作簿里没有工作表。请检查文件。',
    en: 'The workbook has no worksheet. Check the file.',
  },
  no_header: {
    code: 'import.no_header',
    zh: '没有找到表头。前 20 行内应有一行写明“车牌号、姓名、身份证号、登记时间”等列名；也可以手工指定各列的含义。',
    en: 'No header row was found. One of the first 20 rows must name the columns (plate, name, ID number, time …); the columns can also be assigned by hand.',
  },
} as const satisfies Record<string, Fault>;

export type TableFault = keyof typeof tableFaults;

/** `throw tableProblem('password')`: details carry `why` (a key of `tableFaults`) and a place, never content. */
export function tableProblem(why: TableFault, place: { sheet?: string; row?: number } = {}): Problem {
  return problem(tableFaults[why].code, { why, ...place });
}
