using System.Diagnostics;
using System.Security.Cryptography;

namespace Garita.TestKit;

/// <summary>
/// Holds a parser to its promises over a kept corpus and over mutants of it. GARITA_LONG=1 runs two minutes from a new
/// seed; otherwise two seconds from a fixed one. A failure names the input; saved in the corpus, it is tested first.
/// </summary>
public static class FuzzRun
{
    private static readonly bool s_long = Environment.GetEnvironmentVariable("GARITA_LONG") == "1";

    private static readonly TimeSpan s_time = s_long ? TimeSpan.FromMinutes(2) : TimeSpan.FromSeconds(2);

    /// <summary>The inputs of a folder: <c>*.hex</c> as hex, every other file as it is.</summary>
    public static IReadOnlyList<byte[]> Corpus(string folder) =>
        [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>
    /// Runs the corpus, then mutants. The judge throws where a promise is broken and says whether the input was read; a
    /// run that reads nothing, or refuses nothing, tests nothing and fails.
    /// </summary>
    public static void Run(string folder, Func<byte[], bool> judge)
    {
        IReadOnlyList<byte[]> corpus = Corpus(folder);
        foreach (byte[] bytes in corpus)
        {
            Judge(bytes, judge);
        }

        ByteMutator mutator = new(s_long ? RandomNumberGenerator.GetInt32(int.MaxValue) : 20_190, corpus);
        long started = Stopwatch.GetTimestamp();
        int read = 0;
        int runs = 0;
        do
        {
            read += Judge(mutator.Next(), judge) ? 1 : 0;
            runs++;
        }
        while (Stopwatch.GetElapsedTime(started) < s_time);

        if (read < runs / 500 || read == runs)
        {
            throw new InvalidOperationException($"{read} of {runs} mutants were read: nothing was tested");
        }
    }

    private static byte[] Read(string file) => file.EndsWith(".hex", StringComparison.Ordinal)
        ? Convert.FromHexString(string.Concat(File.ReadAllText(file).Where(char.IsAsciiHexDigit)))
        : File.ReadAllBytes(file);

    private static bool Judge(byte[] bytes, Func<byte[], bool> judge)
    {
        bool done = false;
        try
        {
            bool read = judge(bytes);
            done = true;
            return read;
        }
        finally
        {
            if (!done)
            {
                Console.Error.WriteLine($"Save in the corpus: {Convert.ToHexString(bytes)}");
            }
        }
    }
}
