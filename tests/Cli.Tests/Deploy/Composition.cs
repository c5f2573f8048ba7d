using System.Text.Json;
using System.Text.RegularExpressions;
using Garita.TestKit;

namespace Garita.Cli.Tests.Deploy;

/// <summary>What <c>deploy/docker-compose.yml</c> and <c>deploy/Dockerfile</c> say, as others read it.</summary>
internal sealed partial class Composition
{
    public const string Schema = "/usr/lib/python3/dist-packages/compose/config/compose_spec.json";

    private const string ReadScript =
        "import json,sys,yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))";

    private const string CheckScript =
        """
        import json, sys, jsonschema
        schema, document = (json.load(open(name)) for name in sys.argv[1:])
        for fault in jsonschema.Draft7Validator(schema).iter_errors(document):
            print(list(fault.path), fault.message)
        """;

    private Composition(JsonElement document, string dockerfile)
    {
        Document = document;
        Dockerfile = dockerfile;
    }

    public JsonElement Document { get; }

    public string Dockerfile { get; }

    public IEnumerable<string> Services =>
        Document.GetProperty("services").EnumerateObject().Select(service => service.Name);

    /// <summary>Where volumes are mounted by a service.</summary>
    public IEnumerable<string> MountsOf(string service) => Service(service).GetProperty("volumes").EnumerateArray()
        .Select(volume => volume.GetString()!.Split(':')[1]);

    public static async Task<Composition> ReadAsync()
    {
        string yaml = RepositoryRoot.File("deploy/docker-compose.yml");
        string json = (await RunAsync("-c", ReadScript, yaml)).Trim();
        string dockerfile = await File.ReadAllTextAsync(RepositoryRoot.File("deploy/Dockerfile"));
        return new Composition(JsonElement.Parse(json), dockerfile);
    }

    /// <summary>What is wrong with a document, by the compose specification's schema; empty where nothing is.</summary>
    public static async Task<string> FaultsAsync(string json)
    {
        using TemporaryDirectory directory = new();
        await File.WriteAllTextAsync(directory.File("document.json"), json);
        return await RunAsync("-c", CheckScript, Schema, directory.File("document.json"));
    }

    public JsonElement Service(string name) => Document.GetProperty("services").GetProperty(name);

    /// <summary>The command line that a service's container starts.</summary>
    public string[] StartOf(string service)
    {
        string[] entry = Service(service).TryGetProperty("entrypoint", out JsonElement own)
            ? Words(own)
            : Words(JsonElement.Parse(EntryPoint().Match(Dockerfile).Groups[1].Value));
        return [.. entry, .. Words(Service(service).GetProperty("command"))];
    }

    /// <summary>The command line that tells whether a service is well.</summary>
    public string[] HealthOf(string service)
    {
        string[] test = Words(Service(service).GetProperty("healthcheck").GetProperty("test"));
        Assert.Equal("CMD", test[0]);
        return test[1..];
    }

    /// <summary>What the image sets in the environment.</summary>
    public Dictionary<string, string> Environment() => Variable().Matches(Dockerfile)
        .ToDictionary(set => set.Groups[1].Value, set => set.Groups[2].Value);

    private static string[] Words(JsonElement list) => [.. list.EnumerateArray().Select(word => word.GetString()!)];

    private static async Task<string> RunAsync(params string[] arguments)
    {
        (int ExitCode, string Output) run = await ToolRun.RunAsync("python3", arguments);
        Assert.True(run.ExitCode == 0, run.Output);
        return run.Output;
    }

    [GeneratedRegex(@"^ENTRYPOINT (\[.*\])$", RegexOptions.Multiline)]
    private static partial Regex EntryPoint();

    [GeneratedRegex(@"^(?:ENV|   ) ([A-Za-z_]+)=(\S+)", RegexOptions.Multiline)]
    private static partial Regex Variable();
}
