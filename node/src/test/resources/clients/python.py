"""python.py DRIVER HOST PORT USER PASSWORD SCHEMA TLS PART: does a part of the common program with a driver of Python
and prints everything that the driver tells."""
import datetime
import importlib
import os
import sys

driver, host, port, user, password, schema, tls, part = sys.argv[1:9]
sys.stdout.reconfigure(encoding='utf-8')
module = importlib.import_module(driver)
options = dict(host=host, port=int(port), user=user, password=password, database=schema)
if driver == 'pymysql':
    options.update(charset='utf8mb4', client_flag=module.constants.CLIENT.MULTI_STATEMENTS)
    if tls == 'on':
        options['ssl'] = {'check_hostname': False}
elif driver == 'MySQLdb':
    options.update(charset='utf8mb4')
    if tls == 'on':
        options['ssl'] = {'cipher': 'DEFAULT'}
else:
    options.update(charset='utf8mb4', ssl_disabled=tls == 'off')


def print_error(error):
    print(type(error).__name__, error.args, getattr(error, 'sqlstate', ''))


def print_results(cursor):
    while True:
        print('columns', cursor.description)
        if cursor.description:
            for row in cursor.fetchall():
                print(row)
        print('rows', cursor.rowcount, 'id', cursor.lastrowid)
        if not cursor.nextset():
            break


def run(connection, sql, parameters=None, **kind):
    cursor = connection.cursor(**kind)
    try:
        if parameters is None:
            cursor.execute(sql)
        else:
            cursor.execute(sql, parameters)
        print_results(cursor)
    except module.Error as error:
        print_error(error)
    finally:
        try:
            cursor.close()
        except module.Error as error:
            print_error(error)


def statements(file):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), file), encoding='utf-8') as lines:
        return lines.read().splitlines()


def prepared_reads(connection):
    for sql, *parameters in [
        # Not all columns: the connector cannot read such a row.
        ('SELECT id, ti, bi, biu, de, fl, db, da, dt, ts, vc, bl, tx, en, js FROM kinds WHERE id >= %s ORDER BY id', 1),
        ('SELECT id, vc FROM kinds WHERE vc = %s', 'Zoë 漢字 🙂'),
        ('SELECT id, de FROM kinds WHERE id = %s AND vc <> %s', 1, ''),
        ('SELECT id, db FROM kinds WHERE db > %s', 1.25),
        ('SELECT id FROM kinds WHERE vb = %s', b'value'),
        ('SELECT id FROM kinds WHERE vc <=> %s', None),
    ]:
        for _ in range(2):
            run(connection, sql, tuple(parameters), prepared=True)


def writes(connection, **kind):
    insert = 'INSERT INTO notes (body, num, at, raw) VALUES (%s, %s, %s, %s)'
    at = datetime.datetime(2024, 2, 29, 12, 34, 56, 789012)
    run(connection, insert, ('prepared 🙂', 12345678901, at, b'\x00A'), **kind)
    run(connection, insert, (None, None, None, None), **kind)
    run(connection, 'SELECT * FROM notes WHERE id > %s ORDER BY id', (0,), **kind)
    run(connection, 'UPDATE notes SET num = %s WHERE id > %s', (5, 0), **kind)
    run(connection, 'INSERT INTO notes (id) VALUES (%s)', (1,), **kind)
    run(connection, 'SELECT * FROM missing WHERE id = %s', (1,), **kind)
    run(connection, 'SELECT * FROM notes WHERE id > %s ORDER BY id', (0,), **kind)


def call(connection):
    cursor = connection.cursor()
    print('called', cursor.callproc('add_up', (4, 5, 0)))
    if driver == 'mysql.connector':
        print('called', cursor.callproc('two_results', (2,)))
        for result in cursor.stored_results():
            print(result.description, result.fetchall())
    else:
        while cursor.nextset():
            pass
        cursor.execute('SELECT @_add_up_2')
        print(cursor.fetchall())
        cursor.callproc('two_results', (2,))
        print_results(cursor)
    cursor.close()


try:
    connection = module.connect(**options)
except module.Error as error:
    print_error(error)
    sys.exit(1)
# What runs in a transaction is no hit, and these drivers begin with autocommit off.
if driver == 'mysql.connector':
    connection.autocommit = True
else:
    connection.autocommit(True)
if part == 'text':
    for sql in statements('reads.sql'):
        for _ in range(2):
            run(connection, sql)
elif part == 'prepared':
    prepared_reads(connection)
elif part == 'session':
    for sql in statements('session.sql'):
        run(connection, sql)
    writes(connection)
    if driver == 'mysql.connector':
        writes(connection, prepared=True)
    call(connection)
else:
    sys.exit('no such part: ' + part)
connection.close()
