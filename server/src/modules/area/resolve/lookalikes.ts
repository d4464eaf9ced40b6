// Characters that are taken for one another when they are read from handwriting or a bad print.

const ALIKE =
  '凤风夙|未末朱|己已巳|土士|人入八|干千于|天夫无|日曰目|木本术禾|大太犬|刀力|王玉主|田由甲申|口囗|石右古|午牛|戊戌戍|住往|侯候|' +
  '拆折|幕墓暮慕|辨辩|清请青晴情|坪评平萍|塘糖搪|湾弯|梁粱|沟构购勾|岗冈刚|岭伶玲岑|坝贝坦|埠阜|堡堠煲|铺辅浦埔蒲|桥侨娇|' +
  '杨扬汤|柳卯|槐愧|桃挑|梅悔海|枫讽|桐铜同|柏拍伯|松忪|杜社|李季|张涨帐|陈阵东|刘浏|赵起|孙孩|周同|吴昊|郑邓|黄簧|徐除余|' +
  '胡湖糊|高亮|何河荷|郭鄂享|罗萝锣|宋宗|谢射|韩翰|唐康庚|冯马|董薰|程呈|曹遭|袁哀|邓邱|许午|沈沉|彭膨|吕昌|卢户庐|蒋将|蔡祭察|' +
  '贾贸|魏巍|薛薜|叶计|阎闫|余佘|潘番|戴载|夏厦|钟种|汪江|任仕|姜美|范范|方万|石后|姚桃|谭潭|廖寥|邹皱|熊能|金全|陆际|郝赫|孔扎|' +
  '白百|崔催|康庚|毛手|邱丘|秦泰奏|史吏|顾硕|侯喉|邵绍|孟盂|龙尤|万方|段段|雷霄|钱线|尹伊|黎犁|易昜|常赏|武式|乔侨|贺贸|赖懒|龚袭|' +
  '文丈|新亲|兴光|和知|安按|庆应|丰半|胜性|宝玉|福富副|泉皋|溪奚|潭谭|洼哇|滩难|洋样|港巷|源原|洞同|沙纱|庄压|寨赛塞|屯电|营宫|' +
  '驿译|店占|集隼|关美|门们|城域|垭亚|坡波披|峪俗裕|崖涯|峰锋蜂|岩岸|坑抗|圩玗|墩敦|寺侍|庙庿|塔搭|院完|阁各|楼搂|窑窖|窝涡|井并|' +
  '盘盆|营菅|麻床|苏办|莲连|茶荼|莫英|菜莱|荣菜|葛曷|梨犁|竹付|箭剪|长张|沿没|治冶|泗四|淮准|浩洁|渠梁|湖潮|漳璋|澄登|灵炅';

const partners = new Map<number, Set<number>>();
for (const group of ALIKE.split('|')) {
  const units = [...group].map((character) => character.charCodeAt(0));
  for (const unit of units) {
    const known = partners.get(unit) ?? new Set<number>();
    for (const other of units) if (other !== unit) known.add(other);
    partners.set(unit, known);
  }
}

/** Whether one character is easily read as the other. */
export function looksLike(one: number, other: number): boolean {
  return partners.get(one)?.has(other) ?? false;
}
