// Made-up people, vehicles and passages. The area 610399 of their identity numbers does not exist; numbers beginning
// with 199 and these names together belong to nobody we know of.
import { randomBytes } from 'node:crypto';

let state = 20220105;
/** The same sequence at every run: 0 ≤ x < 1. */
export function chance() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

export const pick = (list) => list[Math.floor(chance() * list.length)];

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** An identity number whose check digit is right (GB 11643). */
export function idNumber() {
  const two = (most) => String(1 + Math.floor(chance() * most)).padStart(2, '0');
  const order = String(Math.floor(chance() * 1000)).padStart(3, '0');
  const body = `610399${1945 + Math.floor(chance() * 60)}${two(12)}${two(28)}${order}`;
  const sum = [...body].reduce((total, digit, place) => total + Number(digit) * weights[place], 0);
  return body + '10X98765432'[sum % 11];
}

export function phone() {
  return `199${String(Math.floor(chance() * 100_000_000)).padStart(8, '0')}`;
}

export function personName() {
  return (
    pick([...'王李张刘陈杨赵黄周吴']) + pick([...'伟芳娜敏静强磊军洋勇']) + pick(['', '', '国', '文', '霞'])
  );
}

export function plate() {
  const rest = Array.from({ length: 5 }, () => pick([...'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789']));
  return pick(['陕C', '陕C', '陕A', '甘E', '川F', '陕F']) + rest.join('');
}

export function passage(shift) {
  const walks = chance() < 0.06;
  const turned = chance() < 0.05;
  const persons = Array.from({ length: walks ? 1 : 1 + Math.floor(chance() * 3) }, () => ({
    name: personName(),
    document: { type: 'id_card', number: idNumber() },
    phone: phone(),
    temperature: Math.round((36 + chance() * 1.1) * 10) / 10,
    ...(chance() < 0.55 && { certificate: { result: 'negative', ageHours: pick([12, 24, 48]) } }),
    sampled: chance() < 0.06,
  }));
  return {
    mode: walks ? 'pedestrian' : 'vehicle',
    ...(!walks && { plate: plate(), vehicleType: pick(['car', 'car', 'car', 'truck', 'van', 'bus']) }),
    ...(shift !== undefined && { shift }),
    persons,
    from: pick(['西安市', '宝鸡市', '汉中市', '天水市', '成都市', '两当县']),
    to: pick(['凤县', '双石铺镇', '凤州镇', '汉中市', '兰州市']),
    outcome: turned ? 'turned_back' : 'passed',
    ...(turned && {
      reason: pick(['no_certificate', 'certificate_expired', 'from_risk_area', 'not_necessary']),
    }),
  };
}

/** A UUID of version 7 for an instant (ms). */
export function uuid7(at) {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(at, 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
