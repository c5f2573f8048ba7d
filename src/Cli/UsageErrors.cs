using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Garita.Cli.Output;

namespace Garita.Cli;

/// <summary>Says what is wrong with a command line: one line a mistake, then where to look.</summary>
public static class UsageErrors
{
    /// <summary>Prints the mistakes to <paramref name="error"/>.</summary>
    public static void Write(ParseResult parsed, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        ArgumentNullException.ThrowIfNull(error);
        Command command = parsed.CommandResult.Command;
        string path = PathOf(parsed.CommandResult);
        if (command.Subcommands.Count > 0)
        {
            // A group without a verb asks what there is.
            string verbs = string.Join(", ", command.Subcommands.Select(verb => verb.Name));
            error.WriteLine(parsed.UnmatchedTokens is [string wrong, ..]
                ? $"garita: '{Printable.Clean(wrong)}' is not a command of '{path}'"
                : $"garita: '{path}' needs a command");
            error.WriteLine($"  one of: {verbs}");
        }
        else
        {
            foreach (ParseError mistake in parsed.Errors)
            {
                error.WriteLine("garita: " + (mistake.Message.StartsWith("Required argument", StringComparison.Ordinal)
                    ? "missing: " + string.Join(' ', Missing(parsed, command))
                    : Plain(mistake.Message)));
            }
        }

        error.WriteLine($"  see '{path} --help'");
    }

    /// <summary>
    /// Leaves <c>-h</c> and <c>--help</c>: the others are another system's habit, and completion offers each.
    /// </summary>
    public static void KeepPlainHelp(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Aliases.Clear();
        help.Aliases.Add("-h");
    }

    private static IEnumerable<string> Missing(ParseResult parsed, Command command) => command.Arguments
        .Where(argument => argument.Arity.MinimumNumberOfValues > 0
            && parsed.GetResult(argument) is not { Tokens.Count: > 0 })
        .Select(argument => argument.Name);

    // The parser speaks of .NET's types, and on several lines.
    private static string Plain(string message)
    {
        const string TypeFollows = " as expected type '";
        string line = string.Join(' ', message.Split(['\n', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries));
        int type = line.IndexOf(TypeFollows, StringComparison.Ordinal);
        if (type < 0)
        {
            return line;
        }

        string wanted = line[type..] switch
        {
            var name when name.Contains("Int32", StringComparison.Ordinal) => "a whole number",
            var name when name.Contains("Double", StringComparison.Ordinal) => "a number",
            var name when name.Contains("DateTimeOffset", StringComparison.Ordinal) => "a time: 2026-01-31T12:00:00Z",
            _ => "another value",
        };
        return $"{line[..type]}: it must be {wanted}";
    }

    private static string PathOf(CommandResult result) => result.Parent is CommandResult parent
        ? $"{PathOf(parent)} {result.Command.Name}"
        : "garita";
}
