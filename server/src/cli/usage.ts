/** What the command line says when it is asked, or asked wrongly. */
export const usage = `联防 Lianfang

  lianfang start                       首次运行时建立演练县，然后启动服务 · set up the exercise county on first run, then serve
  lianfang setup --exercise --county 610330
  lianfang setup --county CODE         建立正式使用的县 · join a county for real use
  lianfang serve [--port 8080] [--host 127.0.0.1]
  lianfang import registers FILE…      [--check] [--post CP1] [--json]
  lianfang import list FILE --sender NAME --due ISO|+HOURS  [--priority 1|2|3] [--corrects LIST] [--check] [--json]
  lianfang report daily --area 610330 --from ISO --to ISO [--cut-off N] [--json | --xlsx FILE | --pdf FILE]
  lianfang tasks [--overdue] [--area CODE] [--json]   未办结的任务 · tasks that have not ended
  lianfang verify [--county CODE] [--report FILE.json] [--json]
  lianfang backup FILE                 lianfang restore FILE
  lianfang account add NAME --role R --area CODE --password-stdin [--display 姓名] [--unit 单位]
  lianfang account reset NAME          [--password-stdin]  重设密码 · a new password
  lianfang account code NAME           演练县：显示当前动态验证码 · exercise only: the current six-digit code
  lianfang device add --post CP1       [--account NAME] [--name NAME]
  lianfang device code --post CP1      手机绑定码 · an enrolment code for a phone
  lianfang device add|code --unit 单位   镇街、社区的手机 · for a phone of a township's or community's unit
  lianfang area load --all             装入全国区划 · load the whole country's areas
  lianfang area resolve [--county CODE] < FILE   每行一个地址，输出每行一个 JSON · one address a line in, one JSON a line out

  --json 只在标准输出打印一个 JSON 文档 · one JSON document on stdout and nothing else there
  LIANFANG_DATA (./data)   DATABASE_URL   PORT (8080)   LIANFANG_URL (public address)
  0 完成 done · 1 否 the answer is no · 2 用法不对 wrong use
`;
