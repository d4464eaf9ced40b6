import type { Indicator } from '../../kernel/indicator.ts';

export const checkpointIndicators = [
  {
    id: 'checkpoint.vehicles.checked',
    unit: 'vehicle',
    version: 1,
    atPosts: true,
    title: { zh: '检查车辆', en: 'Vehicles checked' },
    definition: {
      zh: '时段内在各卡点登记的车辆（辆次），不含作废登记；更正以最新内容为准。',
      en: 'Vehicles registered at checkpoints in the period (passages), without voided ones; a correction counts as corrected.',
    },
  },
  {
    id: 'checkpoint.persons.screened',
    unit: 'person',
    version: 1,
    atPosts: true,
    title: { zh: '排查人员', en: 'Persons screened' },
    definition: {
      zh: '时段内在各卡点登记的人员（人次），含车上人员和步行人员，不含作废登记。',
      en: 'Persons registered at checkpoints in the period, in vehicles and on foot, without voided registrations.',
    },
  },
  {
    id: 'checkpoint.vehicles.turned_back',
    unit: 'vehicle',
    version: 1,
    atPosts: true,
    of: 'checkpoint.vehicles.checked',
    title: { zh: '劝返车辆', en: 'Vehicles turned back' },
    definition: {
      zh: '检查车辆中处置结果为劝返的车辆。',
      en: 'Of the vehicles checked, those asked to return.',
    },
  },
  {
    id: 'checkpoint.persons.turned_back',
    unit: 'person',
    version: 1,
    atPosts: true,
    of: 'checkpoint.persons.screened',
    title: { zh: '劝返人员', en: 'Persons turned back' },
    definition: {
      zh: '排查人员中所在登记处置结果为劝返的人员。',
      en: 'Of the persons screened, those whose passage was turned back.',
    },
  },
  {
    id: 'checkpoint.certificates.verified',
    unit: 'certificate',
    version: 1,
    atPosts: true,
    of: 'checkpoint.persons.screened',
    title: { zh: '查验证明', en: 'Certificates verified' },
    definition: {
      zh: '排查人员中出示并经查验的核酸检测等证明（份），不论结果。',
      en: 'Test certificates shown by persons screened and read by the crew, whatever they said.',
    },
  },
  {
    id: 'checkpoint.samples.collected',
    unit: 'sample',
    version: 1,
    atPosts: true,
    of: 'checkpoint.persons.screened',
    title: { zh: '现场采样', en: 'Samples collected' },
    definition: {
      zh: '排查人员中在卡点现场采样的人次。',
      en: 'Persons screened who were sampled at the checkpoint.',
    },
  },
  {
    id: 'checkpoint.fevers.found',
    unit: 'person',
    version: 1,
    atPosts: true,
    of: 'checkpoint.persons.screened',
    title: { zh: '发热或有症状', en: 'Fever or symptoms' },
    definition: {
      zh: '排查人员中体温 37.3℃ 及以上或有症状的人次。',
      en: 'Persons screened with 37.3 °C or more, or with symptoms.',
    },
  },
  {
    id: 'checkpoint.posts.staffed',
    unit: 'post',
    version: 1,
    atPosts: true,
    title: { zh: '值守卡点', en: 'Posts staffed' },
    definition: {
      zh: '时段内有班次在岗或有登记的卡点数。',
      en: 'Posts at which a shift was open, or at which something was registered, at any time in the period.',
    },
  },
] as const satisfies readonly Indicator[];
