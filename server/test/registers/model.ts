import { createRandom, type Random } from './random.ts';

/** The faults of a row; at most one a person, so that every count can be told exactly. */
export type Fault =
  | 'fullWidthId'
  | 'spacedName'
  | 'hyphenPhone'
  | 'smallX'
  | 'wrappedId'
  | 'degreeSign'
  | 'chinesePoint'
  | 'fullWidthTemperature'
  | 'idOld'
  | 'idNumber'
  | 'idCheckDigit'
  | 'idBirth'
  | 'phoneMissing';
const SET_RIGHT: readonly Fault[] = [
  'fullWidthId',
  'spacedName',
  'hyphenPhone',
  'smallX',
  'wrappedId',
  'degreeSign',
  'chinesePoint',
  'fullWidthTemperature',
];
const FAULTS: readonly Fault[] = [
  ...SET_RIGHT,
  'idOld',
  'idNumber',
  'idCheckDigit',
  'idBirth',
  'phoneMissing',
];

export type ModelPerson = {
  name: string;
  id: string;
  phone: string;
  temperature: number;
  certificate: string;
  verified: boolean;
  sampled: boolean;
  fault?: Fault;
  /** Stands twice in the file. */
  twice: boolean;
};
export type ModelPassage = {
  /** Minutes from midnight of the shift's date; beyond 1440 it is the next day. */
  minutes: number;
  plate: string;
  onFoot: boolean;
  dotted: boolean;
  nonstandard: boolean;
  type: string;
  from: string;
  to: string;
  turnedBack: boolean;
  reason: string;
  /** Its time is not written, or cannot be read: all its rows are held. */
  held?: 'missing' | 'unreadable';
  persons: ModelPerson[];
};
export type ModelShift = { name: string; from: number; to: number; passages: ModelPassage[] };

const SURNAMES = [...'王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高'];
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平'];
const RARE = ['𬱖', '㛃', '玥', '喆', '犇', '𠮷'];
const PLACES = ['西安市', '宝鸡市', '汉中市', '天水市', '两当县', '凤州镇', '双石铺镇', '平木镇', '成都市'];
const TYPES = ['小型汽车', '面包车', '货车', '客车', '重型半挂牵引车', '轿车', '摩托车'];
const CERTIFICATES: readonly (readonly [string, boolean])[] = [
  ['', false],
  ['', false],
  ['', false],
  ['无', false],
  ['否', false],
  ['阴性', true],
  ['阴性 24小时内', true],
  ['48h阴性', true],
  ['有', true],
  ['√', true],
];
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const SERIAL = [...'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789'];

function withCheckDigit(digits: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return digits + '10X98765432'[sum % 11];
}

function idNumber(random: Random, fault: Fault | undefined): string {
  const year = fault === 'idOld' ? random.int(1940, 1999) : random.int(1940, 2015);
  const monthDay = `${String(random.int(1, 12)).padStart(2, '0')}${String(random.int(1, 28)).padStart(2, '0')}`;
  for (;;) {
    const id = withCheckDigit(`610399${year}${monthDay}${String(random.int(1, 999)).padStart(3, '0')}`);
    if (id.endsWith('X') !== (fault === 'smallX') || id.slice(15, 17) === '00') continue;
    if (fault === 'idCheckDigit') return id.slice(0, 17) + ((Number(id[17]) + random.int(1, 9)) % 10);
    if (fault === 'idBirth') return withCheckDigit(`${id.slice(0, 10)}1332${id.slice(14, 17)}`);
    return id;
  }
}

function person(random: Random, faults: number): ModelPerson {
  const fault = random.chance(faults) ? random.pick(FAULTS) : undefined;
  const [certificate, verified] = random.pick(CERTIFICATES);
  const given = random.chance(0.05)
    ? random.pick(RARE)
    : random.pick(GIVEN) + (random.chance(0.7) ? random.pick(GIVEN) : '');
  const made = {
    name: random.pick(SURNAMES) + given,
    id: idNumber(random, fault),
    phone: `199${random.int(10_000_000, 99_999_999)}`,
    temperature: random.int(359, 371) / 10,
    certificate,
    verified,
    sampled: random.chance(0.1),
    twice: false,
  };
  return fault === undefined ? { ...made, twice: random.chance(faults / 4) } : { ...made, fault };
}

function plate(random: Random): string {
  const place = random.pick(['陕A', '陕C', '陕F', '甘E', '川F']);
  if (random.chance(0.2)) return `${place}${random.pick(['D', 'F', 'A'])}${random.int(10_000, 99_999)}`;
  return place + Array.from({ length: 5 }, () => random.pick(SERIAL)).join('');
}

function passage(random: Random, minutes: number, faults: number): ModelPassage {
  const onFoot = random.chance(0.06);
  const nonstandard = !onFoot && random.chance(faults / 2);
  const turnedBack = random.chance(0.05);
  const count = onFoot ? 1 : random.pick([1, 1, 1, 2, 2, 3, 4, 5]);
  const held =
    !onFoot && random.chance(faults / 4) ? random.pick(['missing', 'unreadable'] as const) : undefined;
  const made: ModelPassage = {
    minutes,
    plate: onFoot
      ? ''
      : nonstandard
        ? random.pick([`WJ陕${random.int(10_000, 99_999)}`, `陕A临${random.int(10_000, 99_999)}`])
        : plate(random),
    onFoot,
    dotted: !onFoot && !nonstandard && random.chance(faults / 2),
    nonstandard,
    type: onFoot ? random.pick(['', '行人']) : random.pick(TYPES),
    from: random.pick(PLACES),
    to: random.pick(PLACES),
    turnedBack,
    reason: turnedBack && random.chance(0.5) ? '无核酸证明' : '',
    persons: Array.from({ length: count }, () => person(random, faults)),
  };
  if (held === undefined) return made;
  // What is held is not counted as set right or flagged: it is understood once it is corrected.
  for (const each of made.persons) each.twice = false;
  return { ...made, held, dotted: false };
}

const SYSTEMS: readonly (readonly (readonly [string, number, number])[])[] = [
  [
    ['早班', 0, 480],
    ['中班', 480, 960],
    ['晚班', 960, 1440],
  ],
  [
    ['白班', 480, 1200],
    ['夜班', 1200, 1920],
  ],
  [['全天', 0, 1440]],
];

/** One post and day: shifts with passages in order of time, none at the same minute twice. */
export function createModel(
  seed: number,
  options: { perShift?: number; faults?: number } = {},
): ModelShift[] {
  const random = createRandom(seed);
  return random.pick(SYSTEMS).map(([name, from, to]) => {
    const wanted = random.int(5, options.perShift ?? 25);
    const minutes = new Set(Array.from({ length: wanted }, () => random.int(from, to - 1)));
    const passages = [...minutes]
      .sort((a, b) => a - b)
      .map((minute) => passage(random, minute, options.faults ?? 0.12));
    return { name, from, to, passages };
  });
}

export type Expected = {
  rows: number;
  persons: number;
  held: number;
  duplicate: number;
  passages: number;
  vehicles: number;
  vehiclesTurnedBack: number;
  personsTurnedBack: number;
  certificates: number;
  samples: number;
  normalised: number;
  platesNormalised: number;
  idDamaged: number;
  idDoubtful: number;
  idOld: number;
  phoneMissing: number;
  plateNonstandard: number;
};

/** What an import must come to. */
export function expectedOf(shifts: readonly ModelShift[]): Expected {
  const passages = shifts.flatMap((shift) => shift.passages);
  const all = passages.flatMap(({ persons }) => persons);
  const taken = passages.filter(({ held }) => held === undefined);
  const persons = taken.flatMap((each) => each.persons);
  const vehicles = taken.filter(({ onFoot }) => !onFoot);
  const faulty = (...faults: Fault[]) =>
    persons.filter(({ fault }) => fault !== undefined && faults.includes(fault)).length;
  const duplicate = persons.filter(({ twice }) => twice).length;
  return {
    rows: all.length + duplicate,
    persons: persons.length,
    held: all.length - persons.length,
    duplicate,
    passages: taken.length,
    vehicles: vehicles.length,
    vehiclesTurnedBack: vehicles.filter(({ turnedBack }) => turnedBack).length,
    personsTurnedBack: taken.filter(({ turnedBack }) => turnedBack).flatMap((each) => each.persons).length,
    certificates: persons.filter(({ verified }) => verified).length,
    samples: persons.filter(({ sampled }) => sampled).length,
    normalised: faulty(...SET_RIGHT),
    platesNormalised: taken.filter(({ dotted }) => dotted).length,
    idDamaged: faulty('idNumber'),
    idDoubtful: faulty('idCheckDigit', 'idBirth'),
    idOld: faulty('idOld'),
    phoneMissing: faulty('phoneMissing'),
    plateNonstandard: taken.filter(({ nonstandard }) => nonstandard).length,
  };
}
