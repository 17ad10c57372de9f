package articles

import (
	"context"
	"database/sql"
	"fmt"
)

type Store struct {
	db *sql.DB
}

func (s *Store) ByAuthor(ctx context.Context, author string) ([]string, error) {
	query := fmt.Sprintf("SELECT title FROM articles WHERE author = '%s' ORDER BY id", author)
	rows, err := s.db.QueryContext(ctx, query)
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
