<?php
// php php.php DRIVER HOST PORT USER PASSWORD SCHEMA TLS PART: does a part of the common program with mysqli or PDO and
// prints everything that it tells.
[, $driver, $host, $port, $user, $password, $schema, $tls, $part] = $argv;

const PREPARED_READS = [
    ['SELECT * FROM kinds WHERE id >= ? ORDER BY id', 'i', 1],
    ['SELECT id, vc FROM kinds WHERE vc = ?', 's', 'Zoë 漢字 🙂'],
    ['SELECT id, de FROM kinds WHERE id = ? AND vc <> ?', 'is', 1, ''],
    ['SELECT id, db FROM kinds WHERE db > ?', 'd', 1.25],
    ['SELECT id FROM kinds WHERE vb = ?', 's', 'value'],
    ['SELECT id FROM kinds WHERE vc <=> ?', 's', null],
];
const WRITES = [
    ['INSERT INTO notes (body, num, at, raw) VALUES (?, ?, ?, ?)', 'siss', 'prepared 🙂', 12345678901, '2024-02-29 12:34:56.789012', "\0A"],
    ['INSERT INTO notes (body, num, at, raw) VALUES (?, ?, ?, ?)', 'siss', null, null, null, null],
    ['SELECT * FROM notes WHERE id > ? ORDER BY id', 'i', 0],
    ['UPDATE notes SET num = ? WHERE id > ?', 'ii', 5, 0],
    ['INSERT INTO notes (id) VALUES (?)', 'i', 1],
    ['SELECT * FROM missing WHERE id = ?', 'i', 1],
    ['CALL two_results(?)', 'i', 3],
    ['SELECT * FROM notes WHERE id > ? ORDER BY id', 'i', 0],
];

function statements(string $file): array {
    return file(__DIR__ . '/' . $file, FILE_IGNORE_NEW_LINES | FILE_SKIP_EMPTY_LINES);
}

interface Client {
    function text(string $sql): void;
    function prepared(array $statement): void;
}

final class Mysqli_ implements Client {
    private mysqli $connection;

    function __construct(string $host, int $port, string $user, string $password, string $schema, bool $tls) {
        mysqli_report(MYSQLI_REPORT_OFF);
        $this->connection = mysqli_init();
        $flags = $tls ? MYSQLI_CLIENT_SSL | MYSQLI_CLIENT_SSL_DONT_VERIFY_SERVER_CERT : 0;
        if (!@$this->connection->real_connect($host, $user, $password, $schema, $port, null, $flags)) {
            echo mysqli_connect_errno(), ' ', mysqli_connect_error(), "\n";
            exit(1);
        }
        $this->connection->set_charset('utf8mb4');
    }

    private function show(mysqli_result|false $result): void {
        if ($result) {
            foreach ($result->fetch_fields() as $field) {
                echo json_encode($field), "\n";
            }
            var_dump($result->fetch_all(MYSQLI_NUM));
            $result->free();
        }
    }

    private function told(mysqli|mysqli_stmt $of): void {
        echo 'affected ', $of->affected_rows, ' id ', $of->insert_id, ' error ', $of->errno, ' ', $of->sqlstate, ' ', $of->error, "\n";
        echo 'warnings ', $this->connection->warning_count, ' info ', $this->connection->info, "\n";
    }

    function text(string $sql): void {
        $more = $this->connection->multi_query($sql);
        $this->told($this->connection);
        while ($more) {
            $this->show($this->connection->store_result());
            $more = $this->connection->more_results() && $this->connection->next_result();
            $this->told($this->connection);
        }
    }

    function prepared(array $statement): void {
        [$sql, $types] = $statement;
        $values = array_slice($statement, 2);
        $prepared = $this->connection->prepare($sql);
        if (!$prepared) {
            $this->told($this->connection);
            return;
        }
        $prepared->bind_param($types, ...$values);
        $prepared->execute();
        do {
            $this->show($prepared->get_result());
            $this->told($prepared);
        } while ($prepared->more_results() && $prepared->next_result());
        $prepared->close();
    }
}

final class Pdo_ implements Client {
    private PDO $connection;

    function __construct(string $host, int $port, string $user, string $password, string $schema, bool $tls) {
        $options = [PDO::ATTR_ERRMODE => PDO::ERRMODE_SILENT];
        if ($tls) {
            $options[PDO::MYSQL_ATTR_SSL_CIPHER] = 'DEFAULT';
            $options[PDO::MYSQL_ATTR_SSL_VERIFY_SERVER_CERT] = false;
        }
        try {
            $this->connection = new PDO("mysql:host=$host;port=$port;dbname=$schema;charset=utf8mb4", $user, $password, $options);
        } catch (PDOException $e) {
            echo $e->getMessage(), "\n";
            exit(1);
        }
    }

    private function show(PDOStatement|false $statement): void {
        if (!$statement) {
            echo json_encode($this->connection->errorInfo()), "\n";
            return;
        }
        do {
            for ($i = 0; $i < $statement->columnCount(); $i++) {
                echo json_encode($statement->getColumnMeta($i)), "\n";
            }
            if ($statement->columnCount() > 0) {
                var_dump($statement->fetchAll(PDO::FETCH_NUM));
            }
            echo 'rows ', $statement->rowCount(), ' id ', $this->connection->lastInsertId(), ' ', json_encode($statement->errorInfo()), "\n";
        } while ($statement->nextRowset());
        echo json_encode($statement->errorInfo()), "\n";
        $statement->closeCursor();
    }

    function text(string $sql): void {
        $this->connection->setAttribute(PDO::ATTR_EMULATE_PREPARES, true);
        $this->show($this->connection->query($sql));
    }

    function prepared(array $statement): void {
        $this->connection->setAttribute(PDO::ATTR_EMULATE_PREPARES, false);
        $prepared = $this->connection->prepare($statement[0]);
        if ($prepared) {
            foreach (array_slice($statement, 2) as $i => $value) {
                $prepared->bindValue($i + 1, $value, is_int($value) ? PDO::PARAM_INT : ($value === null ? PDO::PARAM_NULL : PDO::PARAM_STR));
            }
            $prepared->execute();
        }
        $this->show($prepared);
    }
}

$client = $driver === 'mysqli'
    ? new Mysqli_($host, (int) $port, $user, $password, $schema, $tls === 'on')
    : new Pdo_($host, (int) $port, $user, $password, $schema, $tls === 'on');
switch ($part) {
    case 'text':
        foreach (statements('reads.sql') as $sql) {
            $client->text($sql);
            $client->text($sql);
        }
        break;
    case 'prepared':
        foreach (PREPARED_READS as $read) {
            $client->prepared($read);
            $client->prepared($read);
        }
        break;
    case 'session':
        array_map($client->text(...), statements('session.sql'));
        array_map($client->prepared(...), WRITES);
        break;
    default:
        exit("no such part: $part");
}
