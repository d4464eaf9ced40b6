import { startStub, stubPeople } from './stubServer.ts';

type Person = { account: string; password: string; name: string };

/** A server that phones can work with, whichever it is. */
export type Server = {
  readonly url: string;
  /** A fresh binding code for the post CP1. */
  enrolCode(): Promise<string>;
  readonly crew: { readonly officer: Person; readonly clinician: Person };
  /** Every entry that the server has taken so far, in order, with how often it was kept. */
  delivered(): Promise<{ id: string; kind: string; seq: number }[]>;
  stop(): Promise<void>;
};

/** Starts the server that the offline day runs against. */
export async function startServer(): Promise<Server> {
  const stub = await startStub();
  const codes = ['TESTCODE', 'TESTCODF', 'TESTCODG'];
  const person = (index: number): Person => {
    const { login, password, name } = stubPeople[index] as (typeof stubPeople)[number];
    return { account: login, password, name };
  };
  return {
    url: stub.url,
    enrolCode: async () => codes.shift() as string,
    crew: { officer: person(0), clinician: person(1) },
    delivered: async () => [...stub.entries.values()].map(({ id, kind, seq = 0 }) => ({ id, kind, seq })),
    stop: stub.stop,
  };
}
