/**
 * Passwords that are tried first: what heads the published lists, and what is usual in Chinese offices. In lower case,
 * compared both as typed and by their letters alone, so that `Admin@123456` is found by `admin`.
 */
export const commonPasswords: ReadonlySet<string> = new Set(
  `admin administrator root system sysadmin manager operator guest user users test tester testing demo default
  password passwords passwd passphrase pass passw pword mypassword newpassword oldpassword secret changeme change
  changeit letmein welcome login iloveyou iloveu woaini aini qwerty qwertyuiop qwert asdf asdfgh asdfghjkl zxcvbn
  zxcvbnm qazwsx qazwsxedc qweasd qweasdzxc qwe qaz wsx edc abc abcd abcde abcdef abcdefg abcdefgh abcabc aaa
  monkey dragon football baseball basketball superman batman sunshine princess master shadow michael jordan trustno
  hello hellohello computer internet server database oracle mysql postgres postgresql windows linux huawei xiaomi
  lenovo tencent alibaba baidu taobao weixin wechat china zhongguo beijing shanghai shaanxi shanxi xian baoji
  fengxian shuangshipu qinling hanzhong county gonganju weijian weijianwei jikong jikongzhongxin jiankang yiqing fangyi fangkong
  liankong lianfang lianfangliankong jiancha jianchazhan kakou yonghu mima guanliyuan ceshi yanlian yanxi caozuoyuan
  woaizhongguo woailaopo woaimama nihao nihaoma zaijian xinnian kuaile gongxifacai wodemima
  123456 1234567 12345678 123456789 1234567890 0123456789 12345678910 123123123123 1234512345 1122334455 112233445566
  147258369 147258369000 1qaz2wsx 1qaz2wsx3edc 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y qwe123456 abc123456 a123456789
  aa123456 aa12345678 aa123456789 zz123456 qq123456 qq123456789 woaini1314 woaini520 5201314520 1314520520 5201314
  123456abc 123456789a 123456qwe 123qweasd 123qwe123qwe qwer1234 asdf1234 zxcv1234 p@ssw0rd passw0rd 666666 888888 88888888
  6666666666 8888888888 0000000000 1111111111 9876543210 987654321 0987654321 abcd1234 abcd123456 abc12345678`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
