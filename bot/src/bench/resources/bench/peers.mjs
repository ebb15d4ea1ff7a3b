// One peer queue of the Node world, driven line by line over stdin: a request in, an answer out,
// both JSON. Times are microseconds of the process's monotonic clock.
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const [kind, address] = process.argv.slice(2);
const now = () => Number(process.hrtime.bigint() / 1000n);

/** A seeded generator, so that each round has the same pauses. */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const silent = { error() {}, warn() {}, info() {}, debug() {} };

async function graphile() {
  const { run, makeWorkerUtils, Logger } = await import('graphile-worker');
  const pg = (await import('pg')).default;
  const logger = new Logger(() => () => {});
  const pool = new pg.Pool({ connectionString: address, max: 20 });
  const utils = await makeWorkerUtils({ pgPool: pool, logger });
  await utils.migrate();
  return {
    add: (id, group) => utils.addJob('nothing', { id, group }),
    work: async (concurrency, handle) => {
      const runner = await run({
        pgPool: pool, concurrency, logger, noHandleSignals: true,
        taskList: { nothing: payload => handle(payload) },
      });
      return () => runner.stop();
    },
  };
}

async function pgboss() {
  const { PgBoss } = await import('pg-boss');
  const boss = new PgBoss({ connectionString: address, max: 20, useListenNotify: true });
  boss.on('error', error => console.error(error));
  await boss.start();
  let queue = 'nothing';
  await boss.createQueue(queue, { notify: true });
  return {
    add: (id, group) => boss.send(queue, { id, group }),
    work: async (concurrency, handle) => {
      const worker = await boss.work(
        queue,
        // batches, because a worker that fetches jobs one by one waits for its poll after each
        {
          batchSize: concurrency, burstWhenBatchFull: true,
          pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5,
        },
        jobs => Promise.all(jobs.map(job => handle(job.data))));
      return () => boss.offWork(queue, { id: worker, wait: true });
    },
  };
}

async function bullmq() {
  const { Queue, Worker } = await import('bullmq');
  const { hostname: host, port } = new URL(address);
  const connection = { host, port: Number(port), maxRetriesPerRequest: null };
  const name = 'nothing-' + process.pid;
  const queue = new Queue(name, { connection });
  await queue.waitUntilReady();
  return {
    add: (id, group) => queue.add('nothing', { id, group }),
    work: async (concurrency, handle) => {
      const worker = new Worker(name, job => handle(job.data), { connection, concurrency });
      worker.on('error', error => console.error(error));
      await worker.waitUntilReady();
      return () => worker.close();
    },
  };
}

const peer = await { graphile, pgboss, bullmq }[kind]();
let ids = 0;

async function callers(count, each) {
  await Promise.all(Array.from({ length: count }, each));
}

async function enqueue({ callers: count, seconds }) {
  const micros = [];
  const start = now();
  const end = start + seconds * 1e6;
  await callers(count, async () => {
    while (now() < end) {
      const before = now();
      await peer.add(ids++, 0);
      micros.push(now() - before);
    }
  });
  return { micros, perSecond: micros.length * 1e6 / (now() - start) };
}

/** Runs a worker while something happens; the times at which the jobs that are waited for began. */
async function working(concurrency, expected, handle, during) {
  const begun = new Map();
  const stop = await peer.work(concurrency, async job => {
    if (expected.first <= job.id) {
      begun.set(job.id, now());
    }
    await handle(job);
  });
  await during();
  const end = now() + 300e6;
  while (begun.size < expected.count) {
    if (now() > end) {
      throw new Error(`${expected.count - begun.size} of ${expected.count} jobs never began`);
    }
    await pause(2);
  }
  await stop();
  return begun;
}

async function starts({ jobs, perSecond }) {
  const next = random(jobs);
  const committed = new Map();
  const expected = { first: ids, count: jobs };
  const begun = await working(16, expected, async () => {}, async () => {
    for (let i = 0; i < jobs; i++) {
      await pause(1000 / perSecond * (0.5 + next()));
      const id = ids++;
      await peer.add(id, 0);
      committed.set(id, now());
    }
  });
  const micros = [...committed].map(([id, at]) => Math.max(0, begun.get(id) - at));
  return { micros, perSecond: 0 };
}

async function drain({ jobs, workers }) {
  const expected = { first: ids, count: jobs };
  let left = jobs;
  await callers(16, async () => {
    while (left-- > 0) {
      await peer.add(ids++, 0);
    }
  });
  const begun = await working(workers, expected, async () => {}, async () => {});
  const times = [...begun.values()].sort((a, b) => a - b);
  return { micros: [], perSecond: (jobs - 1) * 1e6 / (times.at(-1) - times[0]) };
}

/** One group lays up many jobs, then another one few; when the last of the few began. */
async function fairness({ many, few, workers, millis }) {
  const expected = { first: ids, count: many + few };
  const groups = new Map();
  for (const [group, count] of [['many', many], ['few', few]]) {
    for (let i = 0; i < count; i++) {
      groups.set(ids, group);
      await peer.add(ids++, group);
    }
  }
  const begun = await working(workers, expected, () => pause(millis), async () => {});
  const first = Math.min(...begun.values());
  const last = Math.max(...[...begun].filter(([id]) => groups.get(id) === 'few').map(([, at]) => at));
  return { micros: [last - first], perSecond: 0 };
}

const operations = { enqueue, starts, drain, fairness };
console.log(JSON.stringify({ ready: true }));
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  try {
    console.log(JSON.stringify(await operations[request.op](request)));
  } catch (error) {
    console.error(error);
    console.log(JSON.stringify({ error: String(error.message ?? error) }));
  }
}
process.exit(0);
