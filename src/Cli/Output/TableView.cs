using Spectre.Console;

namespace Garita.Cli.Output;

/// <summary>Rows for a person: plain columns without lines, so that they survive a pipe.</summary>
public sealed class TableView
{
    private readonly Table _table = new Table().NoBorder().Collapse();

    /// <summary>Names the columns.</summary>
    public TableView(params string[] columns)
    {
        foreach (string column in columns)
        {
            _table.AddColumn(new TableColumn(Markup.Escape(column.ToUpperInvariant())).PadRight(3).NoWrap());
        }
    }

    /// <summary>Adds one row; null shows as a dash.</summary>
    public void Add(params string?[] cells) =>
        _table.AddRow(
            [.. cells.Select(cell => Markup.Escape(Printable.Clean(cell) is { Length: > 0 } text ? text : "-"))]);

    /// <summary>Prints the table.</summary>
    public void WriteTo(Terminal terminal) => terminal.Rich().Write(_table);
}
