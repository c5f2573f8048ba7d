using System.Globalization;

namespace Garita.QuicBench;

/// <summary>One line of the table: what several rounds measured.</summary>
internal sealed class Row(string what, string unit)
{
    private readonly Dictionary<string, List<double>> _columns = [];

    public void Add(string column, double value)
    {
        if (!_columns.TryGetValue(column, out List<double>? values))
        {
            _columns[column] = values = [];
        }

        values.Add(value);
    }

    /// <summary>Prints the median and, in brackets, the lowest and the highest.</summary>
    public void Print()
    {
        Console.Write($"| {what} | {unit} |");
        foreach ((string column, List<double> values) in _columns)
        {
            double[] sorted = [.. values.Order()];
            Console.Write(string.Create(
                CultureInfo.InvariantCulture,
                $" {column}: {sorted[sorted.Length / 2]:G4} ({sorted[0]:G4}-{sorted[^1]:G4}) |"));
        }

        Console.WriteLine();
    }
}
