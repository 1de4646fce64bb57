using System.Runtime.CompilerServices;
using Penstock.Config;

namespace Penstock;

/// <summary>
/// Serves models and functions in a few lines: <c>Serve.Run("iris.onnx");</c> is a whole program. It is the same server as
/// <c>penstock</c>: keys, policies, limits, a ledger, metrics, documents.
/// </summary>
public static class Serve
{
    /// <summary>Makes an app to add models to.</summary>
    /// <param name="args">The program's arguments, as the server takes them: <c>--listen</c>, <c>--config</c>, <c>--data</c>.</param>
    public static ServeApp App(params string[] args) => new(args);

    /// <summary>Serves one ONNX file until the program is told to end.</summary>
    /// <param name="file">The file; a relative one is looked for in the current folder, beside the program's source, and beside its assembly.</param>
    /// <param name="name">Its public name; the file's own without its ending when null.</param>
    /// <param name="args">The program's arguments; those of the process when null.</param>
    public static void Run(string file, string? name = null, string[]? args = null)
    {
        var app = App(args ?? OwnArguments());
        app.Model(file, name);
        app.Run();
    }

    /// <summary>Serves one C# function until the program is told to end.</summary>
    /// <param name="function">The function.</param>
    /// <param name="name">Its public name; that of the method when null, or <c>predict</c> for a lambda.</param>
    /// <param name="args">The program's arguments; those of the process when null.</param>
    /// <param name="expression">Filled in by the compiler.</param>
    public static void Run(Delegate function, string? name = null, string[]? args = null, [CallerArgumentExpression(nameof(function))] string expression = "")
    {
        var app = App(args ?? OwnArguments());
        app.Function(name ?? (ModelNames.IsValid(expression) ? expression : "predict"), function);
        app.Run();
    }

    /// <summary>Runs an app for a test: see <see cref="ServeTest"/>.</summary>
    /// <param name="app">The app; nothing must have asked for its <see cref="ServeApp.Web"/> or <see cref="ServeApp.Services"/> yet.</param>
    public static Task<ServeTest> Test(ServeApp app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return ServeTest.StartAsync(app);
    }

    /// <summary>Makes and runs an app for a test: see <see cref="ServeTest"/>.</summary>
    /// <param name="define">Adds what is to be tested, and puts fakes in the place of services: <c>app.Builder.Services.AddSingleton(…)</c>.</param>
    public static async Task<ServeTest> Test(Action<ServeApp> define)
    {
        ArgumentNullException.ThrowIfNull(define);
        var app = App();
        return await ServeTest.StartAsync(app, define);
    }

    private static string[] OwnArguments() => Environment.GetCommandLineArgs()[1..];
}
