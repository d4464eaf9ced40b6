// The text of an address, made comparable: what remains are characters that can be part of a name, digits and Latin letters.

/** Longer texts are no addresses: what comes after this many characters is not looked at. */
const LONGEST = 160;

/** Traditional characters that names of places are written with, each followed by the simplified one. */
const TRADITIONAL =
  '縣县鎮镇鄉乡區区灣湾東东陝陕寶宝鷄鸡雞鸡鳳凤雙双鋪铺舖铺廣广龍龙門门莊庄陽阳溝沟橋桥嶺岭樓楼營营馬马興兴長长華华會会' +
  '辦办處处號号組组團团結结紅红勝胜黃黄雲云灘滩壩坝關关劉刘趙赵陳陈張张楊杨吳吴鄭郑馮冯蔣蒋韓韩鄧邓許许蘇苏盧卢譚谭' +
  '賈贾鄒邹閻阎蕭萧葉叶餘余遼辽濟济魯鲁贛赣隴陇寧宁蘭兰貴贵慶庆滬沪漢汉開开發发經经國国臺台灘滩澤泽潁颍淵渊灤滦' +
  '溫温澗涧潛潜濱滨瀘泸瀏浏灃沣麗丽義义聖圣壽寿榮荣樂乐歡欢親亲愛爱豐丰電电礦矿鐵铁鋼钢鉛铅銅铜銀银錢钱鍋锅鎖锁鐘钟' +
  '場场塊块塢坞墳坟堅坚堯尧島岛崗岗峽峡嶽岳巖岩幹干廟庙廠厂廳厅彎弯後后從从復复徑径應应懷怀戰战戶户護护擴扩摺折' +
  '敵敌斷断時时晉晋書书條条極极標标樹树橫横檔档歸归殘残殺杀氣气決决沒没況况洶汹渾浑湯汤準准滄沧滅灭漁渔漲涨漸渐' +
  '瀋沈爾尔牆墙獅狮獨独環环現现瑪玛產产畢毕畫画疊叠監监盤盘盡尽眾众碼码碭砀磚砖礎础祿禄禮礼稅税穀谷窩窝窯窑筆笔' +
  '築筑紀纪純纯紙纸級级紡纺線线練练縱纵總总績绩繼继續续羅罗聯联聲声職职腦脑臘腊舊旧艷艳莖茎萊莱萬万蓋盖蓮莲藍蓝' +
  '藝艺蘆芦蠶蚕衛卫裏里裡里補补規规視视覺觉觀观訓训記记設设試试詩诗話话語语誠诚調调諸诸證证讓让豬猪貝贝財财貢贡' +
  '貨货質质賓宾賢贤賽赛贊赞趕赶躍跃軍军軒轩輝辉輪轮轉转農农連连進进運运過过達达違违遠远適适選选遷迁還还邊边郵邮' +
  '鄰邻醫医釀酿針针鑄铸鑫鑫閃闪閘闸閣阁閩闽陰阴陸陆隊队階阶際际隨随險险難难雜杂雞鸡離离霧雾靈灵靜静頂顶項项順顺' +
  '須须頭头題题願愿顧顾風风飛飞飯饭館馆駐驻駱骆騰腾驛驿驢驴鬆松魚鱼鮮鲜鳥鸟鴨鸭鵝鹅鶴鹤鷹鹰鹽盐麥麦黨党齊齐齋斋龜龟';

/** Each UTF-16 unit of the basic plane: what it becomes, 0 where it is left out. */
const becomes = tableOf();

function tableOf(): Uint16Array {
  const table = new Uint16Array(65_536);
  for (let unit = 0x3400; unit <= 0x9fff; unit += 1) table[unit] = unit;
  for (let unit = 0x30; unit <= 0x39; unit += 1) table[unit] = unit;
  for (let unit = 0x61; unit <= 0x7a; unit += 1) table[unit] = unit;
  for (let unit = 0x41; unit <= 0x5a; unit += 1) table[unit] = unit + 32;
  for (let unit = 0xff01; unit <= 0xff5e; unit += 1) table[unit] = table[unit - 0xfee0] ?? 0;
  // The numeral zero is written as a sign, a circle or a letter: 二〇三团.
  table[0x3007] = 0x96f6;
  table[0x25cb] = 0x96f6;
  // Compatibility forms and radicals that scanners and fonts leave behind: ⼭ for 山.
  for (const [from, to] of [
    [0x2e80, 0x2fd5],
    [0xf900, 0xfaff],
  ] as const) {
    for (let unit = from; unit <= to; unit += 1) {
      const plain = String.fromCharCode(unit).normalize('NFKC').charCodeAt(0);
      table[unit] = plain >= 0x3400 && plain <= 0x9fff ? plain : 0;
    }
  }
  for (let at = 0; at < TRADITIONAL.length; at += 2) {
    table[TRADITIONAL.charCodeAt(at)] = TRADITIONAL.charCodeAt(at + 1);
  }
  return table;
}

/**
 * What is compared of an address or of a name of a place: Chinese characters (simplified), digits and lower-case letters,
 * without blanks, punctuation and everything else. Any text, at most `LONGEST` characters of it.
 */
export function comparable(text: string): string {
  let kept = '';
  for (let at = 0; at < text.length && kept.length < LONGEST; at += 1) {
    const unit = becomes[text.charCodeAt(at)] ?? 0;
    if (unit !== 0) kept += String.fromCharCode(unit);
  }
  return kept;
}

/** What a learned alias may be made of. */
const ALIAS = /^[\u3400-\u9fff]{2,16}$/;
/** Parts of an address that lead to one household: with them it is no name of a place any more. */
const HOUSEHOLD = /号|室|单元|栋|幢|楼层|电话|身份证|[一二三四五六七八九十]+组|[一二三四五六七八九十]+户/;

/** Words for kinds of places, which alone name none. */
const NO_NAME =
  /^(?:省|市|县|区|镇|乡|村|组|队|路|街|巷|街道|社区|小区|居委会|村委会|办事处|学校|医院|市场|老家|本村|本地)+$/;

/**
 * Whether a text can be kept as another name of a place: Chinese characters only, 2 to 16 of them, and nothing that
 * leads to one household. A whole address is not a name.
 */
export function canBeAlias(text: string): boolean {
  return ALIAS.test(text) && !HOUSEHOLD.test(text) && !NO_NAME.test(text);
}
