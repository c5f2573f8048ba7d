using System.Text.Json;

namespace Garita.Cli.Commands;

/// <summary>JSON given on the command line.</summary>
public static class JsonArgument
{
    /// <summary>Parses it; a mistake names the option and the place.</summary>
    public static JsonElement Parse(string name, string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException fault)
        {
            throw new CliException(
                ExitCode.Usage,
                $"{name}: not JSON, at character {fault.BytePositionInLine + 1}",
                "quote it for the shell: '{\"celsius\": 21.5}'",
                fault);
        }
    }
}
