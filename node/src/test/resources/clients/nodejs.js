// node nodejs.js DRIVER HOST PORT USER PASSWORD SCHEMA TLS PART: does a part of the common program with a driver of
// Node.js and prints everything that the driver tells.
'use strict';
const fs = require('fs');
const [driver, host, port, user, password, database, tls, part] = process.argv.slice(2);
const options = {
  host, port: Number(port), user, password, database, multipleStatements: true, supportBigNumbers: true, bigNumberStrings: true,
};
if (tls === 'on') options.ssl = {rejectUnauthorized: false};

const plain = (key, value) => {
  if (typeof value === 'bigint') return `${value}n`;
  if (value && value.type === 'Buffer') return `0x${Buffer.from(value.data).toString('hex')}`;
  return value;
};
const print = value => console.log(JSON.stringify(value, plain));

/** The columns of what a callback driver calls fields: one list, or one for each result. */
const columns = fields => fields && fields.map(f => (Array.isArray(f) ? columns(f) : f && {
  name: f.name, orgName: f.orgName, table: f.table, orgTable: f.orgTable, schema: f.schema || f.db,
  type: f.columnType || f.type, flags: f.flags, charset: f.characterSet || f.charsetNr, length: f.columnLength || f.length,
  decimals: f.decimals,
}));

const byCallback = (connection, method) => (sql, values) => new Promise((resolve, reject) => {
  connection[method](sql, values, (error, rows, fields) => (error ? reject(error) : resolve([rows, columns(fields)])));
});

async function open() {
  if (driver === 'mariadb') {
    const connection = await require('mariadb').createConnection(
      {...options, allowPublicKeyRetrieval: true, metaAsArray: true, bigNumberStrings: true});
    const result = answer => (Array.isArray(answer) && answer.length === 2 ? [answer[0], columns(answer[1])] : answer);
    return {
      text: async (sql, values) => result(await connection.query(sql, values)),
      prepared: async (sql, values) => result(await connection.execute(sql, values)),
      close: () => connection.end(),
    };
  }
  if (driver === 'serverless-mysql') {
    const connection = require('serverless-mysql')({config: options});
    await connection.connect();
    return {
      text: (sql, values) => connection.query(sql, values),
      close: async () => { await connection.end(); connection.quit(); },
    };
  }
  const connection = require(driver).createConnection(options);
  await new Promise((resolve, reject) => connection.connect(error => (error ? reject(error) : resolve())));
  return {
    text: byCallback(connection, 'query'),
    prepared: byCallback(connection, 'execute'),
    close: () => new Promise(resolve => connection.end(resolve)),
  };
}

const told = error => ({code: error.code, errno: error.errno, sqlState: error.sqlState, message: error.sqlMessage || error.message});

async function run(statement, sql, values) {
  try {
    print(await statement(sql, values));
  } catch (error) {
    print(told(error));
  }
}

const statements = file => fs.readFileSync(`${__dirname}/${file}`, 'utf8').split('\n').filter(line => line);

async function reads(statement) {
  for (const sql of statements('reads.sql')) {
    for (const time of [1, 2]) await run(statement, sql);
  }
}

async function preparedReads(statement) {
  for (const [sql, ...values] of [
    ['SELECT * FROM kinds WHERE id >= ? ORDER BY id', 1],
    ['SELECT id, vc FROM kinds WHERE vc = ?', 'Zoë 漢字 🙂'],
    ['SELECT id, de FROM kinds WHERE id = ? AND vc <> ?', 1, ''],
    ['SELECT id, db FROM kinds WHERE db > ?', 1.25],
    ['SELECT id FROM kinds WHERE vb = ?', Buffer.from('value')],
    ['SELECT id FROM kinds WHERE vc <=> ?', null],
  ]) {
    for (const time of [1, 2]) await run(statement, sql, values);
  }
}

async function preparedWrites(statement) {
  const insert = 'INSERT INTO notes (body, num, at, raw) VALUES (?, ?, ?, ?)';
  await run(statement, insert, ['prepared 🙂', 12345678901, new Date(Date.UTC(2024, 1, 29, 12, 34, 56, 789)), Buffer.from([0, 255, 65])]);
  await run(statement, insert, [null, null, null, null]);
  await run(statement, 'SELECT * FROM notes WHERE id > ? ORDER BY id', [0]);
  await run(statement, 'UPDATE notes SET num = ? WHERE id > ?', [5, 0]);
  await run(statement, 'INSERT INTO notes (id) VALUES (?)', [1]);
  await run(statement, 'SELECT * FROM missing WHERE id = ?', [1]);
  await run(statement, 'CALL two_results(?)', [3]);
  await run(statement, 'SELECT * FROM notes WHERE id > ? ORDER BY id', [0]);
}

(async () => {
  const client = await open();
  switch (part) {
    case 'text': await reads(client.text); break;
    case 'prepared': await preparedReads(client.prepared); break;
    case 'session':
      for (const sql of statements('session.sql')) await run(client.text, sql);
      if (client.prepared && driver !== 'mysql') await preparedWrites(client.prepared);
      break;
    default: throw new Error(`no such part: ${part}`);
  }
  await client.close();
})().catch(error => { print(told(error)); process.exit(1); });
