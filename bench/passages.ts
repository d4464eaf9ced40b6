import { randomBytes } from 'node:crypto';
import type { Envelope } from '@lianfang/domain/kernel/entry.ts';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import type { Passage, Person } from '@lianfang/domain/modules/checkpoint/schema.ts';
import type { Random } from '../server/test/registers/random.ts';

const surnames = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨'];
const given = ['伟', '芳', '秀英', '建国', '小明', '丽娜', '志强', '雪梅'];
const places = ['宝鸡市', '汉中市', '西安市', '凤县双石铺镇', '两当县', '留坝县', '略阳县', '天水市'];

/** A passage as a crew types it: a vehicle with two persons, everything filled in. Nobody real: 610399 is no area. */
function passage(random: Random): Passage {
  const outcome = random.next() < 0.04 ? 'turned_back' : 'passed';
  return {
    mode: 'vehicle',
    plate: `陕C${random.pick([...'ABDEFGH'])}${String(random.int(0, 9999)).padStart(4, '0')}`,
    vehicleType: random.pick(['car', 'car', 'van', 'truck', 'bus']),
    from: random.pick(places),
    to: random.pick(places),
    persons: [person(random), person(random)],
    outcome,
    ...(outcome === 'turned_back' && { reason: 'no_certificate' as const }),
  };
}

function person(random: Random): Person {
  return {
    name: random.pick(surnames) + random.pick(given),
    document: { type: 'id_card', number: idNumber(random) },
    phone: `199${String(random.int(0, 99_999_999)).padStart(8, '0')}`,
    temperature: random.next() < 0.002 ? 37.6 : random.int(360, 370) / 10,
    certificate: { result: 'negative', ageHours: random.int(1, 48) },
    sampled: random.next() < 0.1,
  };
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

function idNumber(random: Random): string {
  const born = new Date(Date.UTC(1950, 0, 1) + random.int(0, 20_000) * 86_400_000);
  const digits = `610399${born.toISOString().slice(0, 10).replaceAll('-', '')}${String(random.int(0, 999)).padStart(3, '0')}`;
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return digits + '10X98765432'[sum % 11];
}

/** One phone: its deliveries have sequence numbers without gaps. */
export type Phone = {
  readonly device: string;
  readonly token: string;
  readonly post: string;
  seq: number;
};

/** A delivery of a phone, as bytes: passages of the last half hour. */
export function delivery(phone: Phone, passages: number, random: Random, now: number): Buffer {
  const entries: Envelope[] = Array.from({ length: passages }, () => ({
    id: uuidv7(now, randomBytes(10)),
    device: phone.device,
    seq: ++phone.seq,
    kind: 'checkpoint.passage.registered',
    at: new Date(now - random.int(0, 1_800_000)).toISOString(),
    post: phone.post,
    data: passage(random),
  }));
  return Buffer.from(
    JSON.stringify({ entries, sentAt: new Date(now).toISOString(), captured: phone.seq, undelivered: 0 }),
  );
}
