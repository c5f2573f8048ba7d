using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Garita.Cli.Tests;

public sealed partial class DocumentationTests
{
    [Fact]
    public void Exit_codes_of_the_page_are_the_exit_codes_of_the_program()
    {
        IEnumerable<int> listed = Row().Matches(Page())
            .Select(row => int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture));
        Assert.Equal(Enum.GetValues<ExitCode>().Select(code => (int)code), listed);
    }

    [Fact]
    public void Every_command_is_on_the_page_and_every_one_on_the_page_exists()
    {
        string page = Page();
        RootCommand root = CommandLine.CreateRoot();
        foreach ((string path, Command command) in CommandLineTests.Tree("garita", root)
            .Where(leaf => leaf.Command.Subcommands.Count == 0))
        {
            string group = string.Join(' ', path.Split(' ')[..^1]);
            bool isNamed = page.Split('\n').Any(line => line.Contains($"`{path}", StringComparison.Ordinal)
                || (line.Contains($"`{group}", StringComparison.Ordinal)
                    && line.Contains($"`{command.Name}`", StringComparison.Ordinal))
                || (line.Contains($"`{group}`", StringComparison.Ordinal)
                    && line.Contains($"`{command.Name}`", StringComparison.Ordinal)));
            Assert.True(isNamed, $"docs/cli.md does not name '{path}'");
        }

        foreach (Match named in Named().Matches(page))
        {
            string[] words = named.Groups[1].Value.Split(' ');
            Assert.True(root.Subcommands.Any(command => command.Name == words[0]), $"there is no 'garita {words[0]}'");
        }
    }

    private static string Page([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "cli.md"));

    [GeneratedRegex(@"^\| (\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`garita ([a-z][a-z ]*)")]
    private static partial Regex Named();
}
