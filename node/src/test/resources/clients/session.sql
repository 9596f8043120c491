INSERT INTO notes (body, num) VALUES ('one', 18446744073709551615)
INSERT INTO notes (body, num) VALUES ('two', 2), ('drei 🙂', NULL)
UPDATE notes SET num = 2 WHERE id IN (1, 2)
SELECT LAST_INSERT_ID()
SELECT id, body, num FROM notes ORDER BY id
INSERT INTO notes (id, body) VALUES (1, 'again')
SELECT id, body, num FROM notes ORDER BY id
SELECT * FROM missing
SELEC 1
SELECT * FROM mysql.user
INSERT INTO notes (id, num) VALUES (4, 1) ON DUPLICATE KEY UPDATE num = 5
REPLACE INTO notes (id, num) VALUES (4, 6)
DELETE FROM notes WHERE id = 4
SELECT id, CAST(CONCAT(id, 'x') AS SIGNED) AS cut FROM kinds ORDER BY id
SHOW WARNINGS
SELECT id, CAST(CONCAT(id, 'x') AS SIGNED) AS cut FROM kinds ORDER BY id
SHOW WARNINGS
DROP TABLE IF EXISTS missing
SHOW WARNINGS
SELECT id, vc FROM kinds WHERE id > 1 ORDER BY id
SELECT FOUND_ROWS()
SELECT id, vc FROM kinds WHERE id > 1 ORDER BY id
SELECT FOUND_ROWS()
START TRANSACTION
INSERT INTO notes (body) VALUES ('gone')
SELECT COUNT(*) FROM notes
SELECT id FROM notes WHERE id = 1 FOR UPDATE
ROLLBACK
SELECT COUNT(*) FROM notes
CALL two_results(2)
CALL add_up(2, 3, @sum)
SELECT @sum
SELECT id FROM kinds WHERE id = 1; UPDATE notes SET num = 3 WHERE id = 1; SELECT num FROM notes WHERE id = 1
SELECT id FROM kinds WHERE id = 1; SELECT * FROM missing; SELECT 2
SET time_zone = '+09:00'
SELECT id, ts FROM kinds WHERE id <> 2
SELECT id, ts FROM kinds WHERE id <> 2
SELECT @@time_zone
SET sql_mode = 'ANSI_QUOTES'
SELECT id, "vc" FROM kinds WHERE id = 1
SET sql_mode = DEFAULT
SELECT id, "vc" FROM kinds WHERE id = 1
CREATE TEMPORARY TABLE kept (id INT)
INSERT INTO kept VALUES (7)
SELECT id FROM kept
DROP TEMPORARY TABLE kept
PREPARE p FROM 'SELECT id, vc FROM kinds WHERE id = ?'
SET @wanted = 3
EXECUTE p USING @wanted
DEALLOCATE PREPARE p
EXECUTE p USING @wanted
SELECT GET_LOCK('matrix', 0), RELEASE_LOCK('matrix')
SHOW COLUMNS FROM notes
SELECT DATABASE(), CURRENT_USER()
DO 1
