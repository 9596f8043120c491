SELECT * FROM kinds ORDER BY id
SELECT id, vc, tx FROM kinds WHERE id = 4
SELECT id, vc AS name FROM kinds WHERE vc = 'Zoë 漢字 🙂'
SELECT * FROM kinds WHERE id = 77
SELECT COUNT(*), MIN(de), MAX(dt), SUM(biu) FROM kinds
SELECT k.id, n.id FROM kinds k LEFT JOIN kinds n ON n.id = k.id + 1 ORDER BY 1
