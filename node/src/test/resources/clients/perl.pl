# perl perl.pl DRIVER HOST PORT USER PASSWORD SCHEMA TLS PART: does a part of the common program with DBD::mysql or
# DBD::MariaDB and prints everything that it tells.
use strict;
use warnings;
use utf8;
use Data::Dumper;
use DBI qw(:sql_types);
use File::Basename;

my ($driver, $host, $port, $user, $password, $schema, $tls, $part) = @ARGV;
my $prefix = lc $driver;
binmode STDOUT, ':encoding(UTF-8)';
$Data::Dumper::Indent = 0;
$Data::Dumper::Sortkeys = 1;
$Data::Dumper::Terse = 1;
$Data::Dumper::Useqq = 1;

# Each is the statement and then value and type in turn.
my @prepared_reads = (
    ['SELECT * FROM kinds WHERE id >= ? ORDER BY id', 1, SQL_INTEGER],
    ['SELECT id, vc FROM kinds WHERE vc = ?', 'Zoë 漢字 🙂', SQL_VARCHAR],
    ['SELECT id, de FROM kinds WHERE id = ? AND vc <> ?', 1, SQL_INTEGER, '', SQL_VARCHAR],
    ['SELECT id, db FROM kinds WHERE db > ?', 1.25, SQL_DOUBLE],
    ['SELECT id FROM kinds WHERE vb = ?', 'value', SQL_VARBINARY],
    ['SELECT id FROM kinds WHERE vc <=> ?', undef, SQL_VARCHAR],
);
my @writes = (
    ['INSERT INTO notes (body, num, at, raw) VALUES (?, ?, ?, ?)',
        'prepared 🙂', SQL_VARCHAR, '12345678901', SQL_VARCHAR, '2024-02-29 12:34:56.789012', SQL_VARCHAR, "\0A", SQL_VARBINARY],
    ['INSERT INTO notes (body, num, at, raw) VALUES (?, ?, ?, ?)',
        undef, SQL_VARCHAR, undef, SQL_INTEGER, undef, SQL_VARCHAR, undef, SQL_VARBINARY],
    ['SELECT * FROM notes WHERE id > ? ORDER BY id', 0, SQL_INTEGER],
    ['UPDATE notes SET num = ? WHERE id > ?', 5, SQL_INTEGER, 0, SQL_INTEGER],
    ['INSERT INTO notes (id) VALUES (?)', 1, SQL_INTEGER],
    ['SELECT * FROM missing WHERE id = ?', 1, SQL_INTEGER],
    ['SELECT * FROM notes WHERE id > ? ORDER BY id', 0, SQL_INTEGER],
);

sub print_error {
    my ($of) = @_;
    print 'error ', $of->err, ' ', $of->state, ' ', $of->errstr, "\n";
}

sub run {
    my ($connection, $sql, @values) = @_;
    my $statement = $connection->prepare($sql) or return print_error($connection);
    for (my $i = 0; $i < @values; $i += 2) {
        $statement->bind_param($i / 2 + 1, $values[$i], $values[$i + 1]);
    }
    my $affected = $statement->execute or return print_error($statement);
    my $more;
    do {
        print "affected $affected id ", $statement->{"${prefix}_insertid"} // 'none', "\n";
        if ($statement->{NUM_OF_FIELDS}) {
            print Dumper([map { $statement->{$_} } 'NAME', "${prefix}_type", "${prefix}_length", "${prefix}_is_blob", 'NULLABLE']), "\n";
            while (my $row = $statement->fetchrow_arrayref) { print Dumper($row), "\n"; }
        }
        print_error($statement) if $statement->err;
        $more = $statement->more_results;
        $affected = $statement->rows if $more;
    } while ($more);
    print_error($statement) if $statement->err;
    $statement->finish;
}

sub statements {
    my ($file) = @_;
    open my $lines, '<:encoding(UTF-8)', dirname(__FILE__) . "/$file" or die $!;
    chomp(my @all = <$lines>);
    return @all;
}

sub open_connection {
    my ($prepared) = @_;
    my %options = (
        PrintError => 0, AutoCommit => 1, "${prefix}_multi_statements" => $prepared ? 0 : 1,
        "${prefix}_server_prepare" => $prepared, "${prefix}_server_prepare_disable_fallback" => $prepared,
    );
    $options{mysql_enable_utf8mb4} = 1 if $driver eq 'mysql';
    if ($tls eq 'on') {
        $options{"${prefix}_ssl"} = 1;
        # Debian's library cannot insist on TLS without knowing the certificate.
        $options{"${prefix}_ssl_optional"} = 1;
    }
    my $connection = DBI->connect("dbi:$driver:host=$host;port=$port;database=$schema", $user, $password, \%options);
    return $connection if $connection;
    print 'error ', $DBI::err, ' ', $DBI::state, ' ', $DBI::errstr, "\n";
    exit 1;
}

my $connection = open_connection($part eq 'prepared' ? 1 : 0);
if ($part eq 'text') {
    for my $sql (statements('reads.sql')) {
        run($connection, $sql) for 1, 2;
    }
} elsif ($part eq 'prepared') {
    for my $read (@prepared_reads) {
        run($connection, @$read) for 1, 2;
    }
} elsif ($part eq 'session') {
    run($connection, $_) for statements('session.sql');
    my $preparing = open_connection(1);
    run($preparing, @$_) for @writes;
    $preparing->disconnect;
} else {
    die "no such part: $part";
}
$connection->disconnect;
