import http from 'node:http';

/** One connection, kept open, with one request at a time: as a phone has it. */
export type Connection = {
  readonly post: (path: string, body: Buffer | object) => Promise<{ status: number; body: string }>;
  readonly get: (path: string) => Promise<{ status: number; body: string }>;
  readonly close: () => void;
};

export function connect(url: string, token: string | undefined): Connection {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const { hostname, port } = new URL(url);
  const ask = (method: string, path: string, body?: Buffer) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const request = http.request(
        {
          agent,
          hostname,
          port,
          method,
          path,
          headers: {
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            ...(body !== undefined && { 'content-type': 'application/json', 'content-length': body.length }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
          );
          response.on('error', reject);
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  return {
    post: (path, body) => ask('POST', path, Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))),
    get: (path) => ask('GET', path),
    close: () => agent.destroy(),
  };
}

/** Listens to `GET /api/live`; `heard` is called with each position that is told. Gives the function that hangs up. */
export function listen(url: string, token: string, heard: (position: bigint) => void): () => void {
  const request = http.get(
    `${url}/api/live`,
    { headers: { authorization: `Bearer ${token}` } },
    (response) => {
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        const events = (rest + chunk).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) {
          const data = /^event: head\ndata: (.*)$/m.exec(event)?.[1];
          if (data !== undefined) heard(BigInt((JSON.parse(data) as { position: string }).position));
        }
      });
      response.on('error', () => undefined);
    },
  );
  request.on('error', () => undefined);
  return () => request.destroy();
}
