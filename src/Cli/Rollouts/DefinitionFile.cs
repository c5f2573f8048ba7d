using Garita.Rollouts.Definitions;

namespace Garita.Cli.Rollouts;

/// <summary>A rollout's definition in a file.</summary>
internal static class DefinitionFile
{
    /// <summary>Reads and checks it; a refusal names every wrong line.</summary>
    public static async Task<RolloutDefinition> ReadAsync(string path, CancellationToken cancellationToken)
    {
        byte[] text;
        try
        {
            FileInfo file = new(path);
            if (file.Exists && file.Length > DefinitionReader.MaxBytes)
            {
                throw new CliException(ExitCode.Usage,
                    $"{path}: a definition has at most {DefinitionReader.MaxBytes} bytes");
            }

            text = await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Usage, $"{path}: {fault.Message}", cause: fault);
        }

        RolloutDefinition? read = DefinitionReader.Read(text, out IReadOnlyList<DefinitionError> errors);
        return read ?? throw new CliException(
            ExitCode.Usage,
            string.Join(Environment.NewLine, errors.Select(error => $"{path}: {error}")));
    }
}
