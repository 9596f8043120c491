// golang HOST PORT USER PASSWORD SCHEMA TLS PART FOLDER: does a part of the common program with Go's driver and prints
// everything that it tells. FOLDER has the statements.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"time"

	_ "github.com/go-sql-driver/mysql"
)

var ctx = context.Background()

type statement struct {
	sql    string
	values []interface{}
}

func printError(err error) {
	fmt.Printf("%T %v\n", err, err)
}

// returnsRows tells which of the two calls of database/sql an application would use.
func returnsRows(text string) bool {
	for _, word := range []string{"SELECT", "SELEC ", "SHOW", "CALL two", "EXECUTE"} {
		if strings.HasPrefix(text, word) {
			return true
		}
	}
	return false
}

func run(connection *sql.Conn, text string, values ...interface{}) {
	if !returnsRows(text) {
		result, err := connection.ExecContext(ctx, text, values...)
		if err != nil {
			printError(err)
			return
		}
		affected, _ := result.RowsAffected()
		id, _ := result.LastInsertId()
		fmt.Println("affected", affected, "id", id)
		return
	}
	rows, err := connection.QueryContext(ctx, text, values...)
	if err != nil {
		printError(err)
		return
	}
	defer rows.Close()
	for more := true; more; more = rows.NextResultSet() {
		printRows(rows)
	}
	if rows.Err() != nil {
		printError(rows.Err())
	}
}

func printRows(rows *sql.Rows) {
	types, err := rows.ColumnTypes()
	if err != nil {
		printError(err)
		return
	}
	for _, column := range types {
		nullable, _ := column.Nullable()
		precision, scale, _ := column.DecimalSize()
		fmt.Println(column.Name(), column.DatabaseTypeName(), column.ScanType(), nullable, precision, scale)
	}
	for rows.Next() {
		values := make([]interface{}, len(types))
		places := make([]interface{}, len(types))
		for i := range values {
			places[i] = &values[i]
		}
		if err := rows.Scan(places...); err != nil {
			printError(err)
			return
		}
		for _, value := range values {
			fmt.Printf("%T %q;", value, fmt.Sprint(value))
		}
		fmt.Println()
	}
}

func statements(folder, file string) []string {
	text, err := os.ReadFile(folder + "/" + file)
	if err != nil {
		panic(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// prepared runs it as a prepared statement: the driver prepares whatever has values, unless told to interpolate them.
func prepared(connection *sql.Conn, wanted statement) {
	run(connection, wanted.sql, wanted.values...)
}

var preparedReads = []statement{
	{"SELECT * FROM kinds WHERE id >= ? ORDER BY id", []interface{}{1}},
	{"SELECT id, vc FROM kinds WHERE vc = ?", []interface{}{"Zoë 漢字 🙂"}},
	{"SELECT id, de FROM kinds WHERE id = ? AND vc <> ?", []interface{}{1, ""}},
	{"SELECT id, db FROM kinds WHERE db > ?", []interface{}{1.25}},
	{"SELECT id FROM kinds WHERE vb = ?", []interface{}{[]byte("value")}},
	{"SELECT id FROM kinds WHERE vc <=> ?", []interface{}{nil}},
}

var writes = []statement{
	{"INSERT INTO notes (body, num, at, raw) VALUES (?, ?, ?, ?)", []interface{}{
		"prepared 🙂", 12345678901, time.Date(2024, 2, 29, 12, 34, 56, 789012000, time.UTC), []byte{0, 255, 65}}},
	{"INSERT INTO notes (body, num, at, raw) VALUES (?, ?, ?, ?)", []interface{}{nil, nil, nil, nil}},
	{"SELECT * FROM notes WHERE id > ? ORDER BY id", []interface{}{0}},
	{"UPDATE notes SET num = ? WHERE id > ?", []interface{}{5, 0}},
	{"INSERT INTO notes (id) VALUES (?)", []interface{}{1}},
	{"SELECT * FROM missing WHERE id = ?", []interface{}{1}},
	{"CALL two_results(?)", []interface{}{3}},
	{"SELECT * FROM notes WHERE id > ? ORDER BY id", []interface{}{0}},
}

func main() {
	a := os.Args[1:]
	host, port, user, password, schema, tls, part, folder := a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]
	address := fmt.Sprintf("%s:%s@tcp(%s:%s)/%s?charset=utf8mb4&multiStatements=true", user, password, host, port, schema)
	if tls == "on" {
		address += "&tls=skip-verify"
	}
	database, err := sql.Open("mysql", address)
	if err != nil {
		panic(err)
	}
	connection, err := database.Conn(ctx)
	if err != nil {
		printError(err)
		os.Exit(1)
	}
	switch part {
	case "text":
		for _, text := range statements(folder, "reads.sql") {
			run(connection, text)
			run(connection, text)
		}
	case "prepared":
		for _, read := range preparedReads {
			prepared(connection, read)
			prepared(connection, read)
		}
	case "session":
		for _, text := range statements(folder, "session.sql") {
			// The driver hangs when one of several statements fails after another's result.
			if !strings.Contains(text, "missing; ") {
				run(connection, text)
			}
		}
		for _, write := range writes {
			prepared(connection, write)
		}
	default:
		panic("no such part: " + part)
	}
	connection.Close()
	database.Close()
}
