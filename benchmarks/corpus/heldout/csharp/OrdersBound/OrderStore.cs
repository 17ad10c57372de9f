using System.Collections.Generic;
using Microsoft.Data.SqlClient;

namespace Shop.OrdersBound;

public class OrderStore
{
    private readonly string connectionString;

    public OrderStore(string connectionString) => this.connectionString = connectionString;

    public List<int> WithStatus(string status)
    {
        using var connection = new SqlConnection(connectionString);
        connection.Open();
        using var command = new SqlCommand("SELECT Id FROM Orders WHERE Status = @status", connection);
        command.Parameters.AddWithValue("@status", status);
        using var reader = command.ExecuteReader();
        var ids = new List<int>();
        while (reader.Read())
        {
            ids.Add(reader.GetInt32(0));
        }
        return ids;
    }
}
