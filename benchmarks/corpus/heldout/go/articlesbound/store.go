package articlesbound

import (
	"context"
	"database/sql"
	"fmt"
)

const table = "articles"

type Store struct {
	db *sql.DB
}

func (s *Store) ByAuthor(ctx context.Context, author string) ([]string, error) {
	query := fmt.Sprintf("SELECT title FROM %s WHERE author = $1 ORDER BY id", table)
	rows, err := s.db.QueryContext(ctx, query, author)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var titles []string
	for rows.Next() {
		var title string
		if err := rows.Scan(&title); err != nil {
			return nil, err
		}
		titles = append(titles, title)
	}
	return titles, rows.Err()
}
