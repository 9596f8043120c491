# ruby ruby.rb HOST PORT USER PASSWORD SCHEMA TLS PART: does a part of the common program with Ruby's mysql2 and prints
# everything that it tells.
require 'bigdecimal'
require 'mysql2'

host, port, user, password, schema, tls, part = ARGV
Encoding.default_external = Encoding::UTF_8

def print_error(error)
  puts "#{error.class} #{error.error_number} #{error.sql_state} #{error.message}"
end

def print_result(result)
  return if result.nil?
  p result.fields
  result.each(as: :array) { |row| p row }
  puts "count #{result.count}"
end

def run(client, sql)
  print_result(client.query(sql))
  puts "affected #{client.affected_rows} id #{client.last_id} warnings #{client.warning_count} info #{client.query_info_string}"
  while client.next_result
    print_result(client.store_result)
    puts "affected #{client.affected_rows} id #{client.last_id}"
  end
rescue Mysql2::Error => e
  print_error(e)
  # What came before the error has been read; nothing is left.
  client.abandon_results!
end

def run_prepared(client, sql, *values)
  statement = client.prepare(sql)
  print_result(statement.execute(*values))
  puts "affected #{statement.affected_rows} id #{statement.last_id}"
  statement.close
rescue Mysql2::Error => e
  print_error(e)
end

def statements(file)
  File.readlines(File.join(__dir__, file), chomp: true, encoding: 'UTF-8')
end

PREPARED_READS = [
  # Not a TIME below zero: mysql2 cannot read one.
  ['SELECT id, ti, bi, biu, de, fl, db, da, dt, ts, vc, bl, tx, en, js FROM kinds WHERE id >= ? ORDER BY id', 1],
  ['SELECT id, vc FROM kinds WHERE vc = ?', 'Zoë 漢字 🙂'],
  ['SELECT id, de FROM kinds WHERE id = ? AND vc <> ?', 1, ''],
  ['SELECT id, db FROM kinds WHERE db > ?', 1.25],
  ['SELECT id FROM kinds WHERE vb = ?', 'value'.b],
  ['SELECT id FROM kinds WHERE vc <=> ?', nil]
].freeze
WRITES = [
  ['INSERT INTO notes (body, num, at, raw) VALUES (?, ?, ?, ?)',
   'prepared 🙂', 12_345_678_901, Time.utc(2024, 2, 29, 12, 34, 56, 789_012), "\0\xFFA".b],
  ['INSERT INTO notes (body, num, at, raw) VALUES (?, ?, ?, ?)', nil, nil, nil, nil],
  ['SELECT * FROM notes WHERE id > ? ORDER BY id', 0],
  ['UPDATE notes SET num = ? WHERE id > ?', 5, 0],
  ['INSERT INTO notes (id) VALUES (?)', 1],
  ['SELECT * FROM missing WHERE id = ?', 1],
  ['SELECT * FROM notes WHERE id > ? ORDER BY id', 0]
].freeze

begin
  client = Mysql2::Client.new(
    host: host, port: port.to_i, username: user, password: password, database: schema, encoding: 'utf8mb4',
    sslcipher: tls == 'on' ? 'DEFAULT' : nil, flags: Mysql2::Client::MULTI_STATEMENTS, database_timezone: :utc
  )
rescue Mysql2::Error => e
  print_error(e)
  exit 1
end
case part
when 'text' then statements('reads.sql').each { |sql| 2.times { run(client, sql) } }
when 'prepared' then PREPARED_READS.each { |read| 2.times { run_prepared(client, *read) } }
when 'session'
  statements('session.sql').each { |sql| run(client, sql) }
  WRITES.each { |write| run_prepared(client, *write) }
else abort "no such part: #{part}"
end
client.close
