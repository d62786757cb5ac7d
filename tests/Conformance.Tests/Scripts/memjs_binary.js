// The binary protocol as memjs speaks it; prints one line per answer.
const { Client } = require("memjs");

const client = Client.create(`127.0.0.1:${process.argv[2]}`, { timeout: 5, retries: 0, logger: { log() {} } });

async function attempt(label, call) {
  try {
    let answer = await call();
    if (answer && typeof answer === "object" && "value" in answer)
      answer = { value: describe(answer.value), flags: answer.flags && describe(answer.flags), success: answer.success };
    console.log(`${label}: ${JSON.stringify(answer)}`);
  } catch (error) {
    console.log(`${label} fails: ${String(error.message).trim()}`);
  }
}

function describe(value) {
  if (!Buffer.isBuffer(value)) return value;
  return value.length > 80 ? `${value.length} bytes, first ${value[0]}, last ${value[value.length - 1]}` : value.toString("latin1");
}

// stats answers with (error, server, statistics).
const once = (call) => new Promise((resolve, reject) => call((error, ...rest) => (error ? reject(error) : resolve(rest[1]))));

(async () => {
  await attempt("flush", async () => Object.values(await client.flush()));
  await attempt("get missing", () => client.get("nothing"));
  await attempt("set", () => client.set("a", "one", { expires: 600 }));
  await attempt("get", () => client.get("a"));
  await attempt("add on hit", () => client.add("a", "two", {}));
  await attempt("add on miss", () => client.add("b", "two", {}));
  await attempt("replace on hit", () => client.replace("b", "three", {}));
  await attempt("replace on miss", () => client.replace("c", "four", {}));
  await attempt("append", () => client.append("b", "!"));
  await attempt("prepend", () => client.prepend("b", "?"));
  await attempt("append on miss", () => client.append("c", "!"));
  await attempt("get b", () => client.get("b"));
  await attempt("increment with initial", () => client.increment("n", 5, { initial: 41 }));
  await attempt("increment", () => client.increment("n", 1, { initial: 0 }));
  await attempt("decrement", () => client.decrement("n", 2, { initial: 0 }));
  await attempt("decrement below zero", () => client.decrement("n", 1000, { initial: 0 }));
  await attempt("increment a word", () => client.increment("a", 1, { initial: 0 }));
  await attempt("touch", () => client.touch("a", 100));
  await attempt("touch on miss", () => client.touch("nothing", 100));
  await attempt("delete", () => client.delete("a"));
  await attempt("delete on miss", () => client.delete("a"));
  await attempt("set large", () => client.set("large", "L".repeat(1000000), {}));
  await attempt("get large", () => client.get("large"));
  await attempt("set too large", () => client.set("large", "L".repeat(1048576), {}));
  await attempt("get after too large", () => client.get("large"));
  await attempt("many at once", async () => {
    const keys = Array.from({ length: 200 }, (_, i) => `m${i}`);
    await Promise.all(keys.map((key) => client.set(key, key.toUpperCase(), {})));
    const values = await Promise.all(keys.map((key) => client.get(key)));
    return values.every(({ value }, i) => value.toString() === keys[i].toUpperCase());
  });
  await attempt("stats", async () => {
    const statistics = await once((done) => client.stats(done));
    return ["pid", "uptime", "version", "curr_items", "get_hits", "limit_maxbytes"].every((name) => name in statistics);
  });
  await attempt("reset stats", async () => Object.keys(await once((done) => client.resetStats(done))));
  client.close();
})();
