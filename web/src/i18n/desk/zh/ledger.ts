export const ledger = {
  entryKind: {
    checkpoint: {
      post: {
        defined: '卡点设置',
      },
      shift: {
        opened: '接班',
        closed: '交班',
      },
      passage: {
        registered: '通行登记',
        corrected: '登记更正',
        voided: '登记作废',
      },
      fever: {
        ended: '发热处置',
      },
    },
    report: {
      compiled: '日报编制',
      reviewed: '日报审核',
      approved: '日报批准',
      issued: '日报签发',
      returned: '日报退回',
    },
    task: {
      accepted: '接收任务',
      progress_reported: '任务进展',
      finished: '任务办结',
      confirmed: '任务确认',
      sent_back: '任务退改',
      returned: '任务退回',
      reassigned: '任务转派',
      extension_asked: '申请延期',
      extension_granted: '同意延期',
      extension_refused: '不同意延期',
      cancelled: '任务取消',
      reopened: '任务重开',
      settled: '办结取舍',
      escalated: '超时升级',
      duty_planned: '排班',
      duty_ended: '排班取消',
      substitute_named: '指定代理',
    },
    area: {
      alias: {
        learned: '地名别名记下',
        dropped: '地名别名撤销',
      },
    },
    people: {
      linked: '人员关联',
      unlinked: '人员关联撤销',
      merged: '人员合并',
      merge_undone: '合并撤销',
      suggestion_dismissed: '不是同一人',
    },
    response: {
      activated: '启动响应',
      level: {
        changed: '响应级别调整',
      },
      closed: '响应转入收尾',
      checklist: {
        ticked: '收尾事项办结',
      },
      task_force: {
        formed: '成立专班',
        changed: '专班调整',
        dissolved: '专班撤销',
      },
      directive: {
        issued: '下达指令',
      },
      meeting: {
        held: '召开会议',
      },
      leader: {
        assigned: '领导包抓',
        ended: '包抓结束',
      },
      contact: {
        set: '值班电话',
      },
    },
    verification: {
      list: {
        received: '名单接收',
        withdrawn: '名单撤回',
        corrected: '名单更正',
      },
      sheet: {
        received: '名单工作表',
      },
      row: {
        received: '条目接收',
        placed: '条目分派',
        corrected: '条目更正',
        returned: '条目退回来源',
        reopened: '条目重开',
      },
      attempt: {
        recorded: '联系记录',
      },
      finding: {
        recorded: '核查结论',
        settled: '结论取舍',
      },
    },
    access: {
      revealed: '查看个人信息',
      changed: '账号、角色、设备变更',
    },
    ledger: {
      released: '强制放行',
    },
    import: {
      committed: '导入入账',
    },
  },
  logDetail: {
    purpose: '用途',
    why: '理由',
    entries: '登记',
    subject: '对象',
    role: '角色',
    area: '区域',
    name: '名称',
    post: '卡点',
    entry: '登记',
    device: '设备',
    detail: '详情',
    tries: '次数',
    agency: '类别',
    from: '原',
    to: '新',
  },
  logWhat: {
    unit: {
      added: '单位建立',
    },
    account: {
      added: '账号建立',
      disabled: '账号停用',
      enabled: '账号启用',
      unlocked: '账号解锁',
      locked: '账号锁定',
      stale: '账号长期未用停用',
    },
    password: {
      changed: '更改密码',
      reset: '重置密码',
    },
    totp: {
      reset: '重置动态验证码',
    },
    role: {
      granted: '授予角色',
      revoked: '收回角色',
    },
    session: {
      opened: '登录',
      failed: '登录失败',
      revoked: '结束会话',
    },
    device: {
      added: '设备绑定',
      revoked: '设备停用',
      moved: '设备调岗',
      crew: '队员上机',
      code: '生成绑定码',
    },
    retention: {
      destroyed: '到期数据销毁',
    },
  },
  alarm: {
    entry: {
      conflict: '同一编号送来了不同内容',
    },
    device: {
      sequence: '设备序号重复或跳号',
    },
    ledger: {
      altered: '账本被改动',
      rolled_back: '数据库被回退：设备收到过的账本位置，现在已不存在',
    },
  },
  refusal: {
    held: '暂存：',
    refused: '被退：',
  },
} as const;
