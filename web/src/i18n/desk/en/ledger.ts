export const ledger = {
  entryKind: {
    checkpoint: {
      post: {
        defined: 'Post set up',
      },
      shift: {
        opened: 'Shift opened',
        closed: 'Shift closed',
      },
      passage: {
        registered: 'Passage',
        corrected: 'Correction',
        voided: 'Void',
      },
      fever: {
        ended: 'Fever ended',
      },
    },
    report: {
      compiled: 'Report compiled',
      reviewed: 'Report reviewed',
      approved: 'Report approved',
      issued: 'Report issued',
      returned: 'Report returned',
    },
    task: {
      accepted: 'Task accepted',
      progress_reported: 'Progress reported',
      finished: 'Task finished',
      confirmed: 'Task confirmed',
      sent_back: 'Task sent back',
      returned: 'Task handed back',
      reassigned: 'Task handed on',
      extension_asked: 'More time asked for',
      extension_granted: 'More time granted',
      extension_refused: 'More time refused',
      cancelled: 'Task cancelled',
      reopened: 'Task reopened',
      settled: 'Ending settled',
      escalated: 'Climbed overdue',
      duty_planned: 'Duty planned',
      duty_ended: 'Duty ended',
      substitute_named: 'Substitute named',
    },
    area: {
      alias: {
        learned: 'Alias learned',
        dropped: 'Alias dropped',
      },
    },
    people: {
      linked: 'Person linked',
      unlinked: 'Link undone',
      merged: 'Persons merged',
      merge_undone: 'Merge undone',
      suggestion_dismissed: 'Not the same person',
    },
    response: {
      activated: 'Response activated',
      level: {
        changed: 'Level changed',
      },
      closed: 'Response closed',
      checklist: {
        ticked: 'Close-out item ticked',
      },
      task_force: {
        formed: 'Task force formed',
        changed: 'Task force changed',
        dissolved: 'Task force dissolved',
      },
      directive: {
        issued: 'Directive issued',
      },
      meeting: {
        held: 'Meeting held',
      },
      leader: {
        assigned: 'Leader assigned',
        ended: 'Assignment ended',
      },
      contact: {
        set: 'Duty phone set',
      },
    },
    verification: {
      list: {
        received: 'List received',
        withdrawn: 'List withdrawn',
        corrected: 'List corrected',
      },
      sheet: {
        received: 'Sheet received',
      },
      row: {
        received: 'Row received',
        placed: 'Row placed',
        corrected: 'Row corrected',
        returned: 'Row returned to sender',
        reopened: 'Row reopened',
      },
      attempt: {
        recorded: 'Attempt recorded',
      },
      finding: {
        recorded: 'Finding recorded',
        settled: 'Finding settled',
      },
    },
    access: {
      revealed: 'Personal data opened',
      changed: 'Accounts, roles, devices',
    },
    ledger: {
      released: 'Forced release',
    },
    import: {
      committed: 'Import taken',
    },
  },
  logDetail: {
    purpose: 'purpose',
    why: 'reason',
    entries: 'entries',
    subject: 'subject',
    role: 'role',
    area: 'area',
    name: 'name',
    post: 'post',
    entry: 'entry',
    device: 'device',
    detail: 'details',
    tries: 'tries',
    agency: 'agency',
    from: 'from',
    to: 'to',
  },
  logWhat: {
    unit: {
      added: 'Unit made',
    },
    account: {
      added: 'Account made',
      disabled: 'Account disabled',
      enabled: 'Account enabled',
      unlocked: 'Account unlocked',
      locked: 'Account locked',
      stale: 'Account disabled as unused',
    },
    password: {
      changed: 'Password changed',
      reset: 'Password reset',
    },
    totp: {
      reset: 'Second factor reset',
    },
    role: {
      granted: 'Role given',
      revoked: 'Role taken away',
    },
    session: {
      opened: 'Signed in',
      failed: 'Sign-in failed',
      revoked: 'Session ended',
    },
    device: {
      added: 'Device enrolled',
      revoked: 'Device revoked',
      moved: 'Device moved',
      crew: 'Crew put on a device',
      code: 'Enrolment code made',
    },
    retention: {
      destroyed: 'Data destroyed at the end of its time',
    },
  },
  alarm: {
    entry: {
      conflict: 'The same id came with other content',
    },
    device: {
      sequence: 'A device’s numbers repeat or jump',
    },
    ledger: {
      altered: 'The ledger has been altered',
      rolled_back:
        'The database was put back: a device was answered a position that the ledger no longer has',
    },
  },
  refusal: {
    held: 'Held:',
    refused: 'Refused:',
  },
} as const;
