import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { checkIdNumber, idCheckCharacter, typeIdNumber, upgradeIdNumber } from './idNumber.ts';
import { checkPhone } from './phone.ts';
import { checkPlate, plateProvinces } from './plate.ts';
import { readTemperature } from './temperature.ts';
import { cleanFreeText, cleanName, cleanText } from './text.ts';

const fullWidth = (text: string) =>
  text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));

const idNumber = fc
  .tuple(
    fc.date({ min: new Date('1930-01-01'), max: new Date('2021-12-31'), noInvalidDate: true }),
    fc.integer({ min: 1, max: 999 }),
  )
  .map(([birth, serial]) => {
    const digits = `610399${birth.toISOString().slice(0, 10).replaceAll('-', '')}${String(serial).padStart(3, '0')}`;
    return digits + idCheckCharacter(digits);
  });

const serialCharacter = fc.constantFrom(...'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789');
const ordinaryPlate = fc
  .tuple(
    fc.constantFrom(...plateProvinces),
    fc.constantFrom(...'ABCDEFGH'),
    fc.array(serialCharacter, { minLength: 5, maxLength: 5 }),
  )
  .map(([province, city, serial]) => province + city + serial.join(''));

describe('identity numbers', () => {
  it('computes the published check characters', () => {
    expect(idCheckCharacter('11010519491231002')).toBe('X');
    expect(idCheckCharacter('44052418800101001')).toBe('4');
    expect(upgradeIdNumber('130503670401001')).toBe('130503196704010016');
  });

  it('tells a number of 15 digits, and what it becomes', () => {
    expect(checkIdNumber('130503670401001')).toEqual({
      number: '130503196704010016',
      state: 'old',
      reasons: ['old_number'],
      kind: 'citizen',
      birth: '1967-04-01',
      sex: 'male',
      normalised: false,
    });
    expect(checkIdNumber('130503671301001').state).toBe('doubtful');
    expect(checkIdNumber(130503670401001).state).toBe('old');
  });

  it.each([
    ['810000199408230021', 'hongkong'],
    ['820000199408230013', 'macao'],
    ['830000199201300022', 'taiwan'],
  ])('knows the residence permit %s', (number, kind) => {
    const digits = number.slice(0, 17);
    expect(checkIdNumber(digits + idCheckCharacter(digits))).toMatchObject({ state: 'ok', kind });
  });

  it('knows the permanent residence number of a foreigner', () => {
    const digits = '91184019810812001';
    expect(checkIdNumber(digits + idCheckCharacter(digits))).toMatchObject({
      state: 'ok',
      kind: 'foreigner',
    });
  });

  it.each(['6.10399E+17', '6.10399199001E+17', '6.1E17', '６.10399Ｅ+17'])('%s lost its digits', (text) => {
    expect(checkIdNumber(text)).toMatchObject({ state: 'damaged', reasons: ['digits_lost'] });
  });

  it('takes a number cell of 18 digits, and zeros where a spreadsheet gave up, as damaged', () => {
    expect(checkIdNumber(610399200301028900).state).toBe('damaged');
    expect(checkIdNumber('610399200301028000').state).toBe('damaged');
  });

  it.each([
    ['610399199902300011', 'birth_date'],
    ['61039919990230001', 'length'],
    ['6103991999O2300011', 'characters'],
    ['', 'empty'],
  ])('%s is doubtful: %s', (text, reason) => {
    const check = checkIdNumber(text);
    expect(check.state).toBe('doubtful');
    expect(check.reasons).toContain(reason);
  });

  it('looks at the future only when told the day', () => {
    const digits = '61039920300101001';
    const number = digits + idCheckCharacter(digits);
    expect(checkIdNumber(number).state).toBe('ok');
    expect(checkIdNumber(number, '2022-01-05').reasons).toEqual(['birth_date']);
  });

  test.prop([idNumber])('a whole number is ok, and any one digit wrong is found', (number) => {
    expect(checkIdNumber(number)).toMatchObject({
      number,
      state: 'ok',
      normalised: false,
      birth: expect.any(String),
    });
    for (let index = 0; index < 17; index += 1) {
      const wrong = (Number(number[index]) + 1) % 10;
      expect(checkIdNumber(number.slice(0, index) + wrong + number.slice(index + 1)).state).not.toBe('ok');
    }
  });

  test.prop([
    idNumber,
    fc.constantFrom<(text: string) => string>(
      fullWidth,
      (text) => ` ${text}`,
      (text) => `${text.toLowerCase()}\t`,
      (text) => `${text.slice(0, 6)} ${text.slice(6, 14)} ${text.slice(14)}`,
      (text) => `${text.slice(0, 6)}-${text.slice(6)}`,
      (text) => `="${text}"`,
      (text) => `'${text}`,
      (text) => `\u200b${text}\u3000`,
    ),
  ])('what typing does to a number is set right and said', (number, spoil) => {
    expect(checkIdNumber(spoil(number))).toMatchObject({ number, state: 'ok', normalised: true });
  });

  test.prop([idNumber])('while typing nothing is wrong before it can be known', (number) => {
    for (let length = 0; length < 18; length += 1)
      expect(typeIdNumber(number.slice(0, length)).problem).toBeUndefined();
    expect(typeIdNumber(number.slice(0, 17)).expected).toBe(number[17]);
    expect(typeIdNumber(number)).toEqual({ number, left: 0, expected: number[17] });
  });

  it('says while typing what is wrong as soon as it is', () => {
    expect(typeIdNumber('61039919991301').problem).toBe('birth_date');
    expect(typeIdNumber('110105194912310021').problem).toBe('check_digit');
    expect(typeIdNumber('61X').problem).toBe('characters');
    expect(typeIdNumber('11010519491231002x').problem).toBeUndefined();
  });

  test.prop([fc.string({ unit: 'binary' })])('never throws', (text) => {
    checkIdNumber(text);
    typeIdNumber(text);
    checkPlate(text);
    checkPhone(text);
    readTemperature(text);
    cleanName(text);
    expect(cleanFreeText(cleanFreeText(text))).toBe(cleanFreeText(text));
  });
});

describe('plates', () => {
  it.each([
    ['陕C12345', 'ordinary'],
    ['陕AM85N6', 'ordinary'],
    ['陕AD58462', 'new_energy'],
    ['川FF78852', 'new_energy'],
    ['京A12345F', 'new_energy'],
    ['陕C1234挂', 'suffix'],
    ['陕C1234学', 'suffix'],
    ['陕A1234警', 'suffix'],
    ['粤Z1234港', 'suffix'],
    ['粤Z1234澳', 'suffix'],
    ['使014578', 'consular'],
    ['224578使', 'consular'],
    ['沪22478领', 'consular'],
  ])('%s is %s', (plate, form) => {
    expect(checkPlate(plate)).toEqual({ plate, form, flags: [], normalised: false });
  });

  it.each([
    ['WJ陕12345', 'armed_police'],
    ['VA12345', 'military'],
    ['陕A临12345', 'temporary'],
    ['陕X1234应急', 'emergency'],
    ['无牌', 'none'],
    ['无', 'none'],
    ['新车', 'none'],
    ['无号牌', 'none'],
    ['', 'none'],
    ['陕C123', 'unknown_form'],
    ['陕AD584622', 'unknown_form'],
    ['ABC-123', 'unknown_form'],
  ])('%s is taken and flagged: %s', (plate, flag) => {
    expect(checkPlate(plate)).toMatchObject({ form: 'nonstandard', flags: [flag] });
  });

  it('offers the plate meant where O and I cannot be', () => {
    expect(checkPlate('陕C1O3I5')).toMatchObject({
      form: 'nonstandard',
      flags: ['letter_io'],
      suggestion: '陕C10315',
    });
  });

  test.prop([
    ordinaryPlate,
    fc.constantFrom<(text: string) => string>(
      (text) => `${text.slice(0, 2)}·${text.slice(2)}`,
      (text) => `${text.slice(0, 2)} ${text.slice(2)}`,
      (text) => `${text.slice(0, 2)}-${text.slice(2)} `,
      fullWidth,
      (text) => `${text.slice(0, 2)}•${text.slice(2).toLowerCase()}`,
      (text) => `="${text}"`,
    ),
  ])('is set right however it is written', (plate, spoil) => {
    expect(checkPlate(plate)).toEqual({ plate, form: 'ordinary', flags: [], normalised: false });
    expect(checkPlate(spoil(plate))).toEqual({ plate, form: 'ordinary', flags: [], normalised: true });
  });
});

describe('phones', () => {
  it.each([
    ['19961063877', '19961063877', 'mobile', false],
    ['199 7010-5561', '19970105561', 'mobile', true],
    ['+86 199-7010-5561', '19970105561', 'mobile', true],
    ['008619970105561', '19970105561', 'mobile', true],
    ['１９９７０１０５５６１', '19970105561', 'mobile', true],
    ['="19970105561"', '19970105561', 'mobile', true],
    ['19970105561/19970105562', '19970105561', 'mobile', true],
    ['0917-4762110', '0917-4762110', 'landline', false],
    ['(0917)4762110', '0917-4762110', 'landline', true],
    ['010-88886666', '010-88886666', 'landline', false],
    ['4762110', '4762110', 'other', false],
    ['1997010556', '1997010556', 'other', false],
    ['', '', 'missing', false],
    ['无', '', 'missing', false],
    ['—', '', 'missing', false],
  ])('%s', (raw, phone, kind, normalised) => {
    expect(checkPhone(raw)).toEqual({ phone, kind, normalised });
  });

  it('takes a number cell', () => {
    expect(checkPhone(19961063877)).toEqual({ phone: '19961063877', kind: 'mobile', normalised: false });
  });
});

describe('temperatures', () => {
  it.each([
    ['36.5', 36.5, false],
    ['36', 36, false],
    ['36.5℃', 36.5, true],
    ['36.5°C', 36.5, true],
    ['36。5', 36.5, true],
    ['３６．５', 36.5, true],
    ['36,5', 36.5, true],
    ['36度5', 36.5, true],
    [' 36.5 ', 36.5, true],
    ['36.54', 36.5, false],
  ])('%s is %d', (raw, celsius, normalised) => {
    expect(readTemperature(raw)).toEqual({ celsius, state: 'ok', fever: false, normalised });
  });

  it('reads number cells with the noise of floats', () => {
    expect(readTemperature(36.49999999)).toEqual({
      celsius: 36.5,
      state: 'ok',
      fever: false,
      normalised: false,
    });
  });

  it('offers 36.5 for 365 and does not put it in', () => {
    expect(readTemperature('365')).toMatchObject({ celsius: 365, state: 'doubtful', suggestion: 36.5 });
    expect(readTemperature('26.5')).toMatchObject({ state: 'doubtful' });
    expect(readTemperature('正常')).toEqual({ state: 'missing', fever: false, normalised: false });
    expect(readTemperature('')).toEqual({ state: 'missing', fever: false, normalised: false });
  });

  it('finds fever from the threshold given', () => {
    expect(readTemperature('37.3').fever).toBe(true);
    expect(readTemperature('37.2').fever).toBe(false);
    expect(readTemperature('37.2', 37.0).fever).toBe(true);
  });
});

describe('names and texts', () => {
  it.each([
    [' 黄 涛春', '黄涛春'],
    ['胡　芳志', '胡芳志'],
    ['阿依古丽•买买提', '阿依古丽·买买提'],
    ['阿依古丽 ． 买买提', '阿依古丽·买买提'],
    ['John  Smith ', 'John Smith'],
    ['𠮷 㛃', '𠮷㛃'],
    ['\ufeff张三', '张三'],
    ['="李四"', '李四'],
  ])('%s becomes %s', (raw, name) => {
    expect(cleanName(raw)).toEqual({ text: name, normalised: true });
  });

  it.each(['𬱖玥喆犇', '㛃', '𠮷', '黄涛春', '阿依古丽·买买提', 'Mary Ann Evans', '\ue863一'])(
    '%s passes untouched',
    (name) => {
      expect(cleanName(name)).toEqual({ text: name, normalised: false });
    },
  );

  test.prop([fc.string({ unit: 'grapheme' })])('cleaning twice changes nothing more', (text) => {
    const once = cleanText(text).text;
    if (!/^[='"]/.test(once)) expect(cleanText(once)).toEqual({ text: once, normalised: false });
    expect(cleanName(cleanName(text).text).text.length).toBeLessThanOrEqual(cleanName(text).text.length);
  });
});
