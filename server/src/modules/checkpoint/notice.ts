/**
 * What a traveller who is asked to turn back is told: the ground, and where to complain. A county replaces it by its own
 * announcement; these are the provisions that every county has (Law on Prevention and Treatment of Infectious Diseases,
 * Emergency Response Law, Regulations on Public Health Emergencies).
 */
export function turnBackNotice(countyName: string): { zh: string; en: string; complaint: string } {
  return {
    zh:
      `根据《中华人民共和国传染病防治法》《中华人民共和国突发事件应对法》和《突发公共卫生事件应急条例》，以及${countyName}疫情联防联控指挥部通告，` +
      '本卡点对不符合通行条件的车辆和人员予以劝返。您有权了解原因，有权陈述情况；如有就医等紧急情况，请立即告知工作人员。',
    en:
      'Under the Law on Prevention and Treatment of Infectious Diseases, the Emergency Response Law, the Regulations on Public Health ' +
      'Emergencies and the notice of the county command post, vehicles and persons that do not meet the conditions of passage are asked to turn ' +
      'back here. You may ask why and state your case. Tell the crew at once if you are on your way to urgent medical care.',
    complaint: '12345',
  };
}

const provinces: Record<string, string> = {
  11: '京',
  12: '津',
  13: '冀',
  14: '晋',
  15: '蒙',
  21: '辽',
  22: '吉',
  23: '黑',
  31: '沪',
  32: '苏',
  33: '浙',
  34: '皖',
  35: '闽',
  36: '赣',
  37: '鲁',
  41: '豫',
  42: '鄂',
  43: '湘',
  44: '粤',
  45: '桂',
  46: '琼',
  50: '渝',
  51: '川',
  52: '贵',
  53: '云',
  54: '藏',
  61: '陕',
  62: '甘',
  63: '青',
  64: '宁',
  65: '新',
};
const neighbours: Record<string, string> = {
  11: '冀津',
  12: '京冀',
  13: '京津晋鲁豫蒙辽',
  14: '冀豫陕蒙',
  15: '黑吉辽冀晋陕宁甘',
  21: '吉冀蒙',
  22: '黑辽蒙',
  23: '吉蒙',
  31: '苏浙',
  32: '沪浙皖鲁',
  33: '沪苏皖赣闽',
  34: '苏浙赣鄂豫鲁',
  35: '浙赣粤',
  36: '鄂皖浙闽粤湘',
  37: '冀豫皖苏',
  41: '冀晋陕鄂皖鲁',
  42: '豫皖赣湘渝陕',
  43: '鄂赣粤桂贵渝',
  44: '桂湘赣闽琼',
  45: '粤湘贵云',
  46: '粤',
  50: '川贵湘鄂陕',
  51: '渝贵云藏青甘陕',
  52: '川渝湘桂云',
  53: '贵川桂藏',
  54: '青川云新',
  61: '甘川豫晋宁蒙鄂渝',
  62: '陕川青宁蒙新',
  63: '甘川藏新',
  64: '甘陕蒙',
  65: '甘青藏',
};

/** Province characters of plates as a post of this area meets them: its own first, then the neighbours'. */
export function homePlates(area: string): string[] {
  const province = area.slice(0, 2);
  return [provinces[province] ?? '京', ...(neighbours[province] ?? '')];
}
