// RESP2 as ioredis speaks it; prints one line per answer.
const Redis = require("ioredis");

const port = Number(process.argv[2]);
const client = new Redis({ port, retryStrategy: null });

async function attempt(label, call) {
  try {
    console.log(`${label}: ${JSON.stringify(await call())}`);
  } catch (error) {
    console.log(`${label} fails: ${error.message}`);
  }
}

(async () => {
  await attempt("flushall", () => client.flushall());
  await attempt("set", () => client.set("a", "one", "EX", 100));
  await attempt("get", () => client.get("a"));
  await attempt("get missing", () => client.get("nothing"));
  await attempt("set nx on hit", () => client.set("a", "two", "NX"));
  await attempt("bytes", async () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    await client.set("bytes", all);
    return all.equals(await client.getBuffer("bytes"));
  });
  await attempt("mset", () => client.mset({ m1: 1, m2: 2 }));
  await attempt("mget", () => client.mget("m1", "nothing", "m2"));
  await attempt("incrby", () => client.incrby("n", 41));
  await attempt("incr a word", () => client.incr("a"));
  await attempt("hset", () => client.hset("h", { x: 1, y: "two" }));
  await attempt("hgetall", () => client.hgetall("h"));
  await attempt("get a hash", () => client.get("h"));
  await attempt("del", () => client.del("m1", "m2", "nothing"));

  await attempt("many at once", async () => {
    const keys = Array.from({ length: 500 }, (_, i) => `k${i}`);
    await Promise.all(keys.map((key) => client.set(key, key.toUpperCase())));
    const values = await Promise.all(keys.map((key) => client.get(key)));
    return values.every((value, i) => value === keys[i].toUpperCase());
  });
  await attempt("pipeline", () => client.pipeline().set("p", 1).incr("p").get("p").exec());
  await attempt("transaction", () => client.multi().set("t", 1).incr("t").exec());
  await attempt("broken transaction", () => client.multi().set("t").exec());
  await attempt("watched transaction", async () => {
    const other = client.duplicate();
    await client.watch("t");
    await other.set("t", 5);
    const outcome = await client.multi().set("t", 6).exec();
    other.disconnect();
    return [outcome, await client.get("t")];
  });
  await attempt("scan", async () => {
    const found = new Set();
    for await (const keys of client.scanStream({ match: "k*", count: 40 })) keys.forEach((key) => found.add(key));
    return found.size;
  });
  await attempt("messages", async () => {
    const subscriber = client.duplicate();
    const heard = new Promise((resolve) => subscriber.on("message", (channel, text) => resolve([channel, text])));
    await subscriber.subscribe("news");
    const receivers = await client.publish("news", "hello");
    const outcome = [receivers, await heard];
    subscriber.disconnect();
    return outcome;
  });
  await attempt("no such command", () => client.call("NOSUCH", "x"));
  await attempt("quit", () => client.quit());
})();
