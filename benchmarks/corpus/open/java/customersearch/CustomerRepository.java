package shop.customersearch;

import java.util.List;
import org.springframework.jdbc.core.BeanPropertyRowMapper;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
public class CustomerRepository {
    private final JdbcTemplate jdbc;

    public CustomerRepository(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public List<Customer> search(CustomerFilter filter) {
        StringBuilder sql = new StringBuilder("SELECT id, name, city FROM customer WHERE active = true");
        if (filter.city() != null && !filter.city().isBlank()) {
            sql.append(" AND city = '").append(filter.city()).append("'");
        }
        sql.append(" ORDER BY name LIMIT ").append(CustomerFilter.SIZE).append(" OFFSET ").append(filter.offset());
        return jdbc.query(sql.toString(), new BeanPropertyRowMapper<>(Customer.class));
    }
}
