import type { Random } from './random.ts';

/** A name in Chinese and in Latin letters. All of them are invented. */
export interface Name {
  zh: string;
  en: string;
}

/** Written `汉字 pinyin`; read by {@link readNames}. */
function readNames(text: string): Name[] {
  return text
    .trim()
    .split(/[,\n]+\s*/)
    .map((entry) => {
      const [zh = '', en = ''] = entry.trim().split(' ');
      return { zh, en };
    });
}

export const JURISDICTION_NAME: Name = { zh: '栖澜街道', en: 'Qilan Subdistrict' };
export const RIVER_NAME: Name = { zh: '青溪河', en: 'Qingxi River' };
export const CANAL_NAME: Name = { zh: '官塘运河', en: 'Guantang Canal' };
export const RAILWAY_NAME: Name = { zh: '栖宁铁路', en: 'Qining Railway' };
export const RIDGE_NAME: Name = { zh: '凤栖山脊', en: 'Fengqi Ridge' };
export const HILL_FOOT_NAME: Name = { zh: '环山路', en: 'Huanshan Road' };

/** The six sides of the rim, counterclockwise from the east. */
export const RIM_NAMES: readonly Name[] = [
  { zh: '栖东高速公路', en: 'Qidong Expressway' },
  { zh: '北环大道', en: 'Beihuan Avenue' },
  { zh: '双澜溪', en: 'Shuanglan Stream' },
  { zh: '云屏岭', en: 'Yunping Range' },
  { zh: '南塘河', en: 'Nantang Canal' },
  { zh: '滨塘大道', en: 'Bintang Avenue' },
];

const NORTH_SOUTH = readNames(`
文昌 Wenchang, 永宁 Yongning, 和义 Heyi, 钟楼 Zhonglou, 崇德 Chongde, 丰登 Fengdeng, 秀水 Xiushui,
东林 Donglin, 白云 Baiyun, 望湖 Wanghu, 育英 Yuying, 红枫 Hongfeng`);
const EAST_WEST = readNames(`
人和 Renhe, 青年 Qingnian, 府前 Fuqian, 临溪 Linxi, 观澜 Guanlan, 朝阳 Chaoyang, 兴业 Xingye,
锦绣 Jinxiu, 景明 Jingming, 石塘 Shitang, 南屏 Nanping, 大同 Datong`);

const STREET_FIRST = readNames(`
文 Wen, 永 Yong, 安 An, 德 De, 和 He, 福 Fu, 庆 Qing, 瑞 Rui, 景 Jing, 清 Qing, 金 Jin, 翠 Cui, 云 Yun,
明 Ming, 春 Chun, 新 Xin, 祥 Xiang, 长 Chang, 东 Dong, 锦 Jin, 兰 Lan, 松 Song, 桂 Gui, 梅 Mei, 荷 He`);
const STREET_SECOND = readNames(`
昌 chang, 宁 ning, 泰 tai, 康 kang, 源 yuan, 华 hua, 乐 le, 丰 feng, 盛 sheng, 兴 xing, 荣 rong,
顺 shun, 平 ping, 仁 ren, 义 yi, 信 xin, 林 lin, 园 yuan, 桥 qiao, 溪 xi, 塘 tang, 湾 wan`);

const COMMUNITIES = readNames(`
望江 Wangjiang, 石桥 Shiqiao, 柳岸 Liu'an, 桃源 Taoyuan, 荷塘 Hetang, 梅园 Meiyuan, 竹径 Zhujing,
松涛 Songtao, 枫林 Fenglin, 月湖 Yuehu, 星桥 Xingqiao, 金渡 Jindu, 银杏 Yinxing, 青枫 Qingfeng,
白鹭 Bailu, 凤鸣 Fengming, 鹤亭 Heting, 鹿野 Luye, 雁湖 Yanhu, 画溪 Huaxi, 书院 Shuyuan,
钟秀 Zhongxiu, 官塘 Guantang, 后窑 Houyao, 前山 Qianshan, 上林 Shanglin, 东篱 Dongli, 西渚 Xizhu,
南浦 Nanpu, 北桥 Beiqiao, 云岭 Yunling, 泉塘 Quantang, 茶亭 Chating, 麦浪 Mailang, 锦江 Jinjiang,
蓝田 Lantian, 芳洲 Fangzhou, 兰亭 Lanting, 晓风 Xiaofeng, 永福 Yongfu`);

const ESTATE_FIRST = readNames(`
金色 Jinse, 翠堤 Cuidi, 阳光 Yangguang, 水岸 Shui'an, 绿野 Lüye, 天澜 Tianlan, 云栖 Yunqi, 锦绣 Jinxiu,
和润 Herun, 明珠 Mingzhu, 春江 Chunjiang, 桂雨 Guiyu, 紫藤 Ziteng, 香榭 Xiangxie, 东方 Dongfang,
江南 Jiangnan, 半岛 Bandao, 盛世 Shengshi, 悦榕 Yuerong, 丹枫 Danfeng, 碧波 Bibo, 华庭 Huating,
听涛 Tingtao, 蓝湾 Lanwan, 景澜 Jinglan, 百合 Baihe, 枫丹 Fengdan, 龙湫 Longqiu, 朗月 Langyue,
星河 Xinghe, 湖畔 Hupan, 清风 Qingfeng, 玉兰 Yulan, 丽泽 Lize, 望山 Wangshan, 银河 Yinhe, 福临 Fulin,
雅居 Yaju, 康乐 Kangle, 文华 Wenhua`);
const VILLAGE_FIRST = readNames(`
陈家浜 Chenjiabang, 沈家桥 Shenjiaqiao, 王家埭 Wangjiadai, 徐家坞 Xujiawu, 俞家湾 Yujiawan, 姚家塘 Yaojiatang,
金家渡 Jinjiadu, 许家坝 Xujiaba, 莫家角 Mojiajiao, 章家里 Zhangjiali, 上庄 Shangzhuang, 下窑 Xiayao, 后河 Houhe,
前村 Qiancun, 东埭 Dongdai, 西浜 Xibang, 南坞 Nanwu, 北埠 Beibu, 横塘 Hengtang, 石埠 Shibu, 杨家弄 Yangjianong,
方家墩 Fangjiadun, 施家埠 Shijiabu, 费家头 Feijiatou, 柴家坝 Chaijiaba, 曹家角 Caojiajiao, 潘家浜 Panjiabang, 葛家车 Gejiache`);
export const ESTATE_SUFFIXES = {
  'high-rise': readNames(
    '家园 Jiayuan, 花园 Huayuan, 名邸 Mingdi, 华府 Huafu, 雅苑 Yayuan, 公馆 Gongguan, 城 Cheng',
  ),
  'multi-storey': readNames(
    '新村 Xincun, 小区 Xiaoqu, 坊 Fang, 苑 Yuan, 里 Li, 南苑 Nanyuan, 北苑 Beiyuan',
  ),
  villa: readNames('山庄 Shanzhuang, 别院 Bieyuan, 墅 Shu, 庄园 Zhuangyuan, 谷 Gu'),
  apartment: readNames('公寓 Apartments, 青年公寓 Youth_Apartments, 人才公寓 Talent_Apartments'),
  village: readNames('农居点 Rural_Housing, 安置小区 Resettlement_Estate, 自然村 Hamlet'),
} as const;

/** Deals names without repetition; when the stock is used up it begins again with a number. */
function createDealer(stock: readonly Name[], random: Random): () => Name {
  const order = random.shuffled(stock);
  let dealt = 0;
  return () => {
    const round = Math.floor(dealt / order.length) + 1;
    const name = order[dealt++ % order.length];
    if (!name) throw new Error('no names in stock');
    return round === 1 ? name : { zh: `${name.zh}${round}`, en: `${name.en} ${round}` };
  };
}

function combine(first: readonly Name[], second: readonly Name[], join: string): Name[] {
  return first.flatMap((a) =>
    second
      .filter((b) => b.zh !== a.zh)
      .map((b) => ({ zh: a.zh + b.zh, en: `${a.en}${join}${b.en}`.replaceAll('_', ' ') })),
  );
}

/** Names for roads, by the way they run and their class. */
export function createRoadNames(
  random: Random,
): Record<'northSouth' | 'eastWest' | 'collector' | 'local', () => Name> {
  const taken = new Set([...NORTH_SOUTH, ...EAST_WEST].map((name) => name.zh));
  const streets = combine(STREET_FIRST, STREET_SECOND, '').filter((name) => !taken.has(name.zh));
  const collectors = new Set(random.shuffled(streets).slice(0, 200));
  const avenue = createDealer(EAST_WEST, random);
  const road = createDealer(NORTH_SOUTH, random);
  const collector = createDealer([...collectors], random);
  const lanes = streets
    .filter((name) => !collectors.has(name))
    .flatMap((name) => [
      { zh: `${name.zh}巷`, en: `${name.en} Lane` },
      { zh: `${name.zh}弄`, en: `${name.en} Alley` },
      { zh: `${name.zh}街`, en: `${name.en} Street` },
    ]);
  const local = createDealer(lanes, random);
  const withSuffix = (deal: () => Name, zh: string, en: string) => () => {
    const name = deal();
    return { zh: name.zh + zh, en: `${name.en} ${en}` };
  };
  return {
    northSouth: withSuffix(road, '路', 'Road'),
    eastWest: withSuffix(avenue, '大道', 'Avenue'),
    collector: withSuffix(collector, '路', 'Road'),
    local,
  };
}

export function createCommunityNames(random: Random): () => Name {
  return createDealer(COMMUNITIES, random);
}

export function createEstateNames(
  random: Random,
): (houseType: keyof typeof ESTATE_SUFFIXES) => Name {
  const dealers = new Map(
    Object.entries(ESTATE_SUFFIXES).map(([houseType, suffixes]) => {
      const first = houseType === 'village' ? VILLAGE_FIRST : ESTATE_FIRST;
      return [houseType, createDealer(combine(first, suffixes, ' '), random)];
    }),
  );
  return (houseType) => {
    const deal = dealers.get(houseType);
    if (!deal) throw new Error(`no names for ${houseType}`);
    return deal();
  };
}
