namespace Garita.Cli.Output;

/// <summary>One thing, a line for each field.</summary>
public sealed class FieldsView(Terminal terminal)
{
    private const int NameWidth = 14;

    /// <summary>Prints one field; a missing value shows as a dash.</summary>
    public void Write(string name, string? value) => terminal.Output.WriteLine(
        name.PadRight(NameWidth) + (Printable.Clean(value) is { Length: > 0 } text ? text : "-"));
}
